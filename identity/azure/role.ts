/**
 * Which role does a text name?
 *
 * Azure takes the id of a role definition with any scope before it, and treats ids as equal that end in the same GUID,
 * in whatever case: `/subscriptions/ID/providers/Microsoft.Authorization/roleDefinitions/GUID`, the same without a
 * subscription or under a management group, or the GUID alone.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions-list
 */
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The GUID of a role definition id in lower case; undefined where the text is no such id. */
export function roleGuid(text: string): string | undefined {
  const segments = text.trim().toLowerCase().replace(/\/$/, "").split("/");
  const guid = segments.at(-1) ?? "";
  if (!GUID.test(guid)) return undefined;
  if (segments.length === 1) return guid;
  return segments.slice(-4, -1).join("/") === "providers/microsoft.authorization/roledefinitions" ? guid : undefined;
}
