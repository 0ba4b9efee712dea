// ESLint for the scripts of the widgets; their layout is prettier's.

import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
    js.configs.recommended,
    tseslint.configs.strict,
    {
        rules: {
            "no-nested-ternary": "error",
            // An index that a loop or a test has shown to be in range; noUncheckedIndexedAccess sees neither.
            "@typescript-eslint/no-non-null-assertion": "off",
            // A function that draws returns what ends the drawing, or nothing.
            "@typescript-eslint/no-invalid-void-type": "off",
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
        },
    },
    {
        files: ["**/*.ts"],
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            "@typescript-eslint/await-thenable": "error",
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-unnecessary-type-assertion": "error",
            "@typescript-eslint/no-unsafe-argument": "error",
            "@typescript-eslint/no-unsafe-assignment": "error",
            "@typescript-eslint/no-unsafe-member-access": "error",
            "@typescript-eslint/no-unsafe-return": "error",
        },
    },
    {
        files: ["js/build.mjs"],
        languageOptions: { globals: { console: "readonly", process: "readonly" } },
    },
);
