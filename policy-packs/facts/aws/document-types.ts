import type { DocumentKind } from "../../../identity/aws/document/document";
import generated from "./document-types.json";
import native from "./native-document-types.json";

/** What a document is attached to. What stands at an endpoint narrows what passes through, and grants nothing. */
export type Attachment = "identity" | "trust" | "resource" | "endpoint";

/** Where a type keeps its documents; `[]` stands for each element of a list, and a point leads into an object. */
export type DocumentPlaces = Readonly<Record<string, Attachment>>;

/** Where each type keeps its policy documents, as scripts/generate-aws-document-types.ts and its neighbour found them. */
export const DOCUMENTS: ReadonlyMap<string, DocumentPlaces> = new Map([
  ...unfolded(generated, tokenOf),
  ...unfolded(native.places, (module, name) => `aws-native:${module}:${name}`),
]);

/** Types that hold one statement, around which their service writes the document. */
const OF_ONE_STATEMENT = new Set(native.places.statement.split(" ").map((each) => `aws-native:${typeOf(each)}`));

export function holdsOneStatement(type: string): boolean {
  return OF_ONE_STATEMENT.has(type);
}

/** The types with documents that are attached so. */
export function typesWith(attachment: Attachment): readonly string[] {
  return [...DOCUMENTS].filter(([, places]) => Object.values(places).includes(attachment)).map(([type]) => type);
}

/** These services refuse a statement that does not name what it is about; at others it may be left out. */
const NAMES_RESOURCE = /^aws(-native)?:(s3|kms|secretsmanager)[:/]/;

/** How a document is to be read. */
export function kindOf(attachment: Attachment, type: string): DocumentKind {
  if (attachment === "identity" || attachment === "trust") return attachment;
  return attachment === "endpoint" || NAMES_RESOURCE.test(type) ? "resource-named" : "resource";
}

/** The prefixes of the actions that a resource's service knows, for services that know none but their own. */
export function servicesOf(type: string): readonly string[] | undefined {
  const [, module = ""] = /^aws(?:-native)?:(\w+)[:/]/.exec(type) ?? [];
  if (module === "s3") return ["s3", "s3express", "s3-object-lambda", "s3files", "s3vectors"];
  return ["kms", "secretsmanager", "sns", "sqs"].includes(module) ? [module] : undefined;
}

type Lists = Readonly<Record<Attachment, string>> & { readonly statement?: string };

function unfolded(lists: Lists, token: (module: string, name: string) => string): ReadonlyMap<string, DocumentPlaces> {
  const types = new Map<string, Record<string, Attachment>>();
  for (const [kind, list] of Object.entries(lists)) {
    for (const each of list.split(" ")) {
      const [module = "", name = ""] = typeOf(each).split(":");
      const type = token(module, name);
      const place = each.slice(each.indexOf(".") + 1);
      types.set(type, { ...types.get(type), [place]: kind === "statement" ? "resource" : (kind as Attachment) });
    }
  }
  return types;
}

/** Of `iam:Role.assumeRolePolicy` it is `iam:Role`. */
function typeOf(place: string): string {
  return place.slice(0, place.indexOf("."));
}

function tokenOf(module: string, name: string): string {
  return `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}
