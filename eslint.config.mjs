import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { documentedExports } from "./scripts/eslint/documented-exports.mjs";

/** Provider SDKs cost seconds and hundreds of megabytes to load, so only components and examples may load them. */
const PROVIDER_SDKS = {
  group: ["@pulumi/aws", "@pulumi/aws/**", "@pulumi/azure-native", "@pulumi/azure-native/**"],
  allowTypeImports: true,
  message: "Import provider SDKs as types only; loading one takes seconds.",
};

/** Says which folders a folder must not import; see "The house" in ARCHITECTURE.md. */
function direction(files, ...patterns) {
  return { files, rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] } };
}

function never(message, ...group) {
  return { group, message };
}

const DIRECTIONS = [
  direction(
    ["identity/**"],
    never(
      "`identity` is pure: it imports nothing of ours and nothing of Pulumi.",
      ...["policy-packs", "components", "inputs", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
      "@pulumi/**",
    ),
  ),
  direction(
    ["policy-packs/**"],
    never(
      "The packs know nothing of what uses them.",
      ...["components", "inputs", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
    ),
    PROVIDER_SDKS,
  ),
  direction(
    ["policy-packs/facts/**"],
    never(
      "Facts are read from resources with `identity` and the judge's plain data alone.",
      ...["rules", "standards", "components", "inputs", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
      "**/judge/*",
      "!**/judge/resource",
      "!**/judge/properties",
      "!**/judge/wire",
    ),
    PROVIDER_SDKS,
  ),
  direction(
    ["policy-packs/rules/*.ts"],
    never(
      "A rule reads facts: it imports `judge/rule` and `identity` alone.",
      ...["standards", "components", "inputs", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
      "**/judge/*",
      "!**/judge/rule",
      "@pulumi/**",
    ),
    {
      group: ["**/facts/**"],
      allowTypeImports: true,
      message: "A rule knows the types of facts and not how they are read.",
    },
  ),
  direction(
    ["components/**"],
    never(
      "Components build on `identity` alone.",
      ...["policy-packs", "inputs", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
    ),
  ),
  direction(
    ["inputs/**"],
    never(
      "Ways in know the judge, and nothing of who asks or of single rules.",
      ...["rules", "components", "evidence", "cli", "testing"].map((folder) => `**/${folder}`),
    ),
    PROVIDER_SDKS,
  ),
  direction(
    ["evidence/**/*.ts"],
    never(
      "Evidence is made of facts and findings.",
      ...["rules", "components", "cli", "testing"].map((folder) => `**/${folder}`),
    ),
    PROVIDER_SDKS,
  ),
  direction(["cli/**"], never("The command does not build on the testing API.", "**/testing"), PROVIDER_SDKS),
  direction(["testing/**"], never("The testing API does not build on the command.", "**/cli"), PROVIDER_SDKS),
];

const NODE_GLOBALS = Object.fromEntries(
  ["process", "console", "require", "module", "exports", "__dirname", "setTimeout", "URL", "Buffer"].map((name) => [
    name,
    "readonly",
  ]),
);

const BROWSER_GLOBALS = Object.fromEntries(
  ["document", "history", "location", "addEventListener", "setTimeout", "FormData", "URLSearchParams"].map((name) => [
    name,
    "readonly",
  ]),
);

export default defineConfig(
  globalIgnores([
    "dist/",
    "node_modules/",
    "mandate-evidence/",
    ".cache/",
    "examples/*/node_modules/",
    "bench/packs/typescript/",
    "test/fixtures/programs/syntax-error/",
    "**/*.d.ts",
  ]),
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.lint.json", tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // Numbers print as themselves; what must not reach a text unnoticed is an object or `undefined`.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // An unused name that starts with `_` says that it is left out on purpose.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Keys of documents stand in brackets, to be told from our own members.
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      // `() => doIt()` is how a callback without an answer reads best.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Texts here are names and codes; what a spread does to an emoji is of no concern.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // It does not end on `PropertyValue`, a type that holds itself and classes (typescript-eslint 8.73).
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      eqeqeq: "error",
      complexity: ["error", 15],
      "max-depth": ["error", 3],
      "max-params": ["error", 5],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
    },
  },
  ...DIRECTIONS,
  {
    files: ["components/**/*.ts", "testing/**/*.ts"],
    plugins: { house: { rules: { "documented-exports": documentedExports } } },
    rules: { "house/documented-exports": "error" },
  },
  {
    // A describe block is as long as its table, and a floating promise in a test is mocha's to await.
    files: ["test/**/*.ts"],
    rules: { "max-lines-per-function": "off", "max-lines": "off", complexity: "off" },
  },
  {
    // A rule is metadata, a judgement and examples in one object; its functions are held short by themselves.
    files: ["policy-packs/rules/*.ts"],
    rules: { "max-lines": "off" },
  },
  {
    // Example programs are written as users write them, and import whole provider SDKs, whose types take 10 s to read.
    files: ["examples/**", "**/programs/**", "bench/packs/**"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: null } },
    rules: { "@typescript-eslint/no-restricted-imports": "off", "@typescript-eslint/no-unused-vars": "off" },
  },
  {
    files: ["evidence/page/*.js"],
    languageOptions: { sourceType: "script", globals: BROWSER_GLOBALS },
  },
  {
    files: ["**/*.{js,cjs,mjs}"],
    ignores: ["evidence/page/*.js"],
    languageOptions: { globals: NODE_GLOBALS },
    rules: { "no-unused-vars": ["error", { varsIgnorePattern: "^_" }] },
  },
);
