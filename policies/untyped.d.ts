// Stands in for the declarations of the @pulumi packages and of yaml when Pulumi starts the pack: see tsconfig.json.
export {};
