import pulumi from "@pulumi/eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["node_modules/", ".sandbox/", "**/*.mjs", "**/*.js"]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      // Numbers in messages and names are plain to read; objects are still refused.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // These two take two fifths of the linter's time, and are about what this code does not have: enums, and classes
      // that are assigned where their fields fit by chance.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      // A Pulumi resource acts by being constructed.
      "no-new": "off",
      // Options objects of Pulumi are spread and passed on as they are.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // Chai's assertions are property reads, such as expect(x).to.be.true.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["components/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/stacks/**", "**/policies/**", "**/sandbox/**"] }] },
      ],
      "no-restricted-properties": [
        "error",
        { object: "pulumi", property: "Config", message: "A component takes what it needs as arguments." },
        { object: "pulumi", property: "getStack", message: "A component does not know its stack." },
        { object: "pulumi", property: "getProject", message: "A component does not know its project." },
      ],
    },
  },
  {
    files: ["stacks/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          // A program says itself what it is exempt from.
          patterns: [{ group: ["**/policies/**", "!**/policies/exempt", "**/sandbox/**"] }],
        },
      ],
    },
  },
  {
    files: ["policies/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/stacks/**", "**/components/**", "**/sandbox/**"] }] },
      ],
    },
  },
);
