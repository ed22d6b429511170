import assert from "node:assert/strict";
import { Declarations } from "../../../inputs/program/declarations";
import { UNKNOWN_STRING } from "../../../policy-packs/judge/wire";

describe("the declared shape of a call's result", () => {
  const declarations = new Declarations(__dirname);

  it("has every member, unknown", () => {
    assert.deepEqual(declarations.unknownResult("aws:kms/getAlias:getAlias"), {
      arn: UNKNOWN_STRING,
      id: UNKNOWN_STRING,
      name: UNKNOWN_STRING,
      region: UNKNOWN_STRING,
      targetKeyArn: UNKNOWN_STRING,
      targetKeyId: UNKNOWN_STRING,
    });
  });

  it("has one unknown element in a list, with the members that the SDK declares for it", () => {
    assert.deepEqual(declarations.unknownResult("azure-native:storage:listStorageAccountKeys"), {
      keys: [
        {
          creationTime: UNKNOWN_STRING,
          keyName: UNKNOWN_STRING,
          permissions: UNKNOWN_STRING,
          value: UNKNOWN_STRING,
        },
      ],
    });
  });

  it("is found for functions of the package's root module", () => {
    assert.deepEqual(declarations.unknownResult("aws:index/getDefaultTags:getDefaultTags"), {
      id: UNKNOWN_STRING,
      tags: UNKNOWN_STRING,
    });
  });

  it("is one unknown member where nothing is declared", () => {
    assert.deepEqual(declarations.unknownResult("nowhere:index:getThing"), { result: UNKNOWN_STRING });
  });
});
