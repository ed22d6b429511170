import { deepEqual, equal, notEqual } from "node:assert/strict";
import { onceFor } from "../../identity/remember";

describe("an answer about an object", () => {
  it("is found once for each object", () => {
    const asked: string[] = [];
    const lengthOf = onceFor(({ text }: { readonly text: string }) => {
      asked.push(text);
      return text.length;
    });
    const [one, other] = [{ text: "role" }, { text: "role" }];
    deepEqual([lengthOf(one), lengthOf(other), lengthOf(one)], [4, 4, 4]);
    deepEqual(asked, ["role", "role"]);
  });

  it("is another one to another question", () => {
    const statement = { action: "s3:GetObject" };
    const [service, own] = [0, 1].map((part) => onceFor(({ action }: typeof statement) => action.split(":")[part]));
    notEqual(service?.(statement), own?.(statement));
    equal(service?.(statement), "s3");
  });

  it("leaves the object as it was, also one that nobody may change", () => {
    const statement = Object.freeze({ action: "s3:GetObject" });
    onceFor(({ action }: typeof statement) => action.length)(statement);
    deepEqual(statement, { action: "s3:GetObject" });
    deepEqual(Reflect.ownKeys({ ...statement }), ["action"]);
  });
});
