// Stands in for the declarations of the @pulumi packages when Pulumi starts the pack: see tsconfig.json.
export {};
