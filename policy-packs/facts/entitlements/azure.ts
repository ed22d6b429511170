import type { Permission } from "../../../identity/azure/permissions";
import { sorted, type PermissionForm, type RoleForm } from "../../../identity/entitlements";
import { unknown, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { azureRoleAssignment, intendedScope, type AssignedRole } from "../azure/role-assignment";
import { componentOf, WORKLOAD_IDENTITY } from "../component";
import { entitled, type Draft, type Entitlement } from "./entitlements";
import { AZURE_DATA_GRANT_TYPES, dataGrantsOf, type Assigned } from "./azure-data";
import type { StackView } from "../family";
import { referenceNamesOf, type Home, type ReferenceNames } from "../reference-names";

const USER_ASSIGNED = "azure-native:managedidentity:UserAssignedIdentity";
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";

export const AZURE_ENTITLEMENT_TYPES: readonly string[] = [
  USER_ASSIGNED,
  ROLE_ASSIGNMENT,
  FEDERATED,
  ...AZURE_DATA_GRANT_TYPES,
];

/** A role, and the resource that gives it. */
interface Given {
  readonly resource: Resource;
  readonly role: Assigned;
  /** URN of the resource whose id the scope is, where that is said though the id is not known. */
  readonly on?: string | undefined;
}

const DATA_GRANTS = new Set(AZURE_DATA_GRANT_TYPES);

/** What is said of one principal. */
interface Principal {
  /** The resource that makes it; otherwise the first one that refers to it. */
  readonly resource: Resource;
  readonly made: boolean;
  readonly name: string;
  /** Why it is not known who it is. */
  readonly unknown?: Unknown;
  readonly given: Given[];
  readonly credentials: Resource[];
}

/** What each managed identity holds, and every other principal that the stack gives a role. */
export function* azureEntitlements(resources: readonly Resource[], stack: StackView): Iterable<Draft> {
  const principals = new Map<string, Principal>();
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const inComponents = new Map<string, Resource>();
  for (const resource of ofType(USER_ASSIGNED)) {
    principals.set(resource.urn, made(resource));
    if (resource.parent !== undefined) inComponents.set(resource.parent, resource);
  }
  const assignments = ofType(ROLE_ASSIGNMENT);
  const grants = resources.flatMap((resource) =>
    DATA_GRANTS.has(resource.type) ? dataGrantsOf(resource, stack).map((grant) => ({ ...grant, resource })) : [],
  );
  const isGiven = assignments.length + grants.length > 0;
  const systemAssigned = isGiven ? systemAssignedIdentities(stack) : new Map<string, Resource>();
  const finder = new Principals(principals, systemAssigned, inComponents, stack);
  for (const resource of assignments) {
    const role = { resource, role: roleOf(resource, stack), on: intendedScope(resource, stack) };
    finder.of(resource, Property.input(resource, "principalId").string()).given.push(role);
  }
  for (const grant of grants) finder.of(grant.resource, grant.principal).given.push(grant);
  for (const resource of ofType(FEDERATED)) {
    finder.of(resource, Property.input(resource, "resourceName").string()).credentials.push(resource);
  }
  for (const principal of principals.values()) yield draftOf(principal, stack);
}

function made(resource: Resource): Principal {
  return { resource, made: true, name: resource.name, given: [], credentials: [] };
}

/** Resources with an identity of their own, by its principal id. */
function systemAssignedIdentities({ resources }: StackView): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of resources.values()) {
    if (!resource.type.startsWith("azure-native:")) continue;
    const id = Property.output(resource, "identity").at("principalId").string();
    if (id.state === "known") found.set(id.value, resource);
  }
  return found;
}

/** Object id of whoever deploys, where no deployment tells it: the embedded engine answers with this one. */
const DEPLOYER = /^00000000-0000-0000-0000-00000000000\d$/;

/** Whose principal is it that a resource names? */
class Principals {
  constructor(
    private readonly known: Map<string, Principal>,
    private readonly systemAssigned: ReadonlyMap<string, Resource>,
    /** By the URN of the component: it makes one identity, and all that it assigns is for that. */
    private readonly inComponents: ReadonlyMap<string, Resource>,
    private readonly stack: StackView,
  ) {}

  of(resource: Resource, id: Knowledge<string>): Principal {
    const owner = this.owner(resource, id);
    const named = id.state === "known" && id.secret !== true && !DEPLOYER.test(id.value) ? id.value : undefined;
    const key = owner?.urn ?? (named === undefined ? `? ${resource.urn}` : `principal ${named}`);
    const before = this.known.get(key);
    if (before) return before;
    const principal = owner ? made(owner) : outside(resource, named, id.state === "unknown" ? id : undefined, id.path);
    this.known.set(key, principal);
    return principal;
  }

  private owner(resource: Resource, id: Knowledge<string>): Resource | undefined {
    const reference = this.stack.references.resolve(id, resource, [USER_ASSIGNED]);
    if (reference.state === "resource") return reference.resource;
    if (id.state === "known") return this.systemAssigned.get(id.value);
    const component = componentOf(resource, this.stack, [WORKLOAD_IDENTITY]);
    return component && this.inComponents.get(component.urn);
  }
}

function outside(resource: Resource, name: string | undefined, part: Unknown | undefined, place: string): Principal {
  const shown = name ?? "a principal that is not named here";
  const because = part ?? unknown(place, "the id of whom only the deployment tells");
  return {
    resource,
    made: false,
    name: shown,
    ...(name === undefined && { unknown: because }),
    given: [],
    credentials: [],
  };
}

function draftOf(principal: Principal, stack: StackView): Draft {
  const { resource, given, credentials } = principal;
  const home = homeOf(principal.made ? resource : given[0]?.resource);
  const names = referenceNamesOf(stack);
  const roles = given.map(({ role }) => role);
  const unknowns: (Unknown & { readonly urn: string })[] = [];
  const open = principal.unknown ? [{ ...principal.unknown, urn: resource.urn }] : [];
  const noteIn = (list: typeof unknowns) => (urn: string, part: Unknown) => {
    list.push({ ...part, urn });
    return [];
  };
  const assumed = given.map((each) => assumedRole(each, names));
  const isAssumed = assumed.some((role, index) => role !== roles[index]);
  const privileges = assumed.flatMap((role) => roleEntitlement(role, names, home, noteIn(unknowns)));
  const trust = credentials.flatMap((credential) => tokenEntitlement(credential, names, home, noteIn(open)));
  return {
    urn: resource.urn,
    name: principal.name,
    subject: subjectOf(principal),
    type: principal.made ? resource.type : undefined,
    named: principal.unknown === undefined,
    privileges,
    boundary: undefined,
    trust,
    credentials: [],
    exposure: [],
    unknowns: [...open, ...unknowns],
    compared: { roles, open, ...(isAssumed && { assumed: { roles: assumed } }) },
    names,
    home,
  };
}

function subjectOf({ made: isMade, resource }: Principal): string {
  if (!isMade) return "principal of another stack";
  return resource.type === USER_ASSIGNED ? "user-assigned identity" : "system-assigned identity";
}

function homeOf(resource: Resource | undefined): Home {
  const id = resource && Property.output(resource, "id").string();
  const subscription = id?.state === "known" ? /^\/subscriptions\/([^/]+)/i.exec(id.value)?.[1] : undefined;
  return subscription === undefined ? {} : { subscription: subscription.toLowerCase() };
}

type Note = (urn: string, part: Unknown) => readonly Entitlement[];

function roleOf(resource: Resource, stack: StackView): Assigned {
  const [fact] = azureRoleAssignment.read(resource, stack);
  const role: Known<AssignedRole> | Unknown = fact?.role ?? unknown("roleDefinitionId");
  const scope = Property.input(resource, "scope").string();
  const condition = Property.input(resource, "condition").string();
  const scopeText =
    scope.state === "known" && scope.secret !== true
      ? scope.value
      : scope.state === "unknown"
        ? scope
        : unknown("scope", scope.state === "absent" ? "missing where a scope is required" : "marked as a secret");
  return {
    urn: resource.urn,
    path: "roleDefinitionId",
    scope: scopeText,
    ...(condition.state === "known" && {
      condition: condition.secret ? unknown("condition", "marked as a secret") : condition.value,
    }),
    ...(condition.state === "unknown" && { condition }),
    ...permittedBy(role),
  };
}

/** With a placeholder for a scope of which it is said whose id it is. */
function assumedRole({ role, on }: Given, names: ReferenceNames): Assigned {
  const scope = on === undefined || typeof role.scope === "string" ? undefined : names.placeholderOf(on);
  return scope === undefined ? role : { ...role, scope };
}

function permittedBy(
  role: Known<AssignedRole> | Unknown,
): Pick<Assigned, "role" | "permissions" | "roleId" | "custom"> {
  if (role.state === "unknown") return { role: "a role that is not known yet", permissions: role, custom: false };
  const { id, definition } = role.value;
  if (!definition) {
    const because = "a role that neither this stack defines nor Azure";
    return { role: id, roleId: id, permissions: unknown(role.path, because), custom: false };
  }
  const { name, permissions, unread } = definition;
  return {
    role: name,
    permissions: unread ?? permissions,
    custom: id === undefined,
    ...(id !== undefined && { roleId: id }),
  };
}

function roleEntitlement(given: Assigned, names: ReferenceNames, home: Home, note: Note): readonly Entitlement[] {
  const { urn, path, role, roleId, permissions, scope, condition, custom } = given;
  if (typeof scope !== "string") return note(urn, scope);
  if (typeof condition === "object") return note(urn, condition);
  // A role of another stack is named by its id, and what it permits is approved with the name.
  if ("state" in permissions && roleId === undefined) return note(urn, permissions);
  const form: RoleForm = {
    role,
    on: names.rename(scope, home),
    ...(custom && !("state" in permissions) && { permits: permissions.map(permissionForm) }),
    ...(condition !== undefined && { when: condition }),
  };
  return [entitled(form, urn, path)];
}

function permissionForm({ actions, notActions, dataActions, notDataActions }: Permission): PermissionForm {
  return {
    ...(actions.length > 0 && { actions: sorted(actions) }),
    ...(notActions.length > 0 && { notActions: sorted(notActions) }),
    ...(dataActions.length > 0 && { dataActions: sorted(dataActions) }),
    ...(notDataActions.length > 0 && { notDataActions: sorted(notDataActions) }),
  };
}

function tokenEntitlement(resource: Resource, names: ReferenceNames, home: Home, note: Note): readonly Entitlement[] {
  const { urn } = resource;
  const issuer = Property.input(resource, "issuer").string();
  const subject = Property.input(resource, "subject").string();
  const claims = Property.input(resource, "claimsMatchingExpression").at("value").string();
  const list = Property.input(resource, "audiences").list();
  const audiences = list.state === "known" ? list.value.map((each) => each.string()) : [];
  const parts = [issuer, subject, claims, list, ...audiences];
  const gap = [required(issuer), ...parts.map(filled)].find((part): part is Unknown => part.state === "unknown");
  if (gap) return note(urn, gap);
  if (parts.some((part) => part.state === "known" && part.secret))
    return note(urn, unknown("subject", "marked as a secret"));
  const text = (part: (typeof audiences)[number]) => (part.state === "known" ? names.rename(part.value, home) : "");
  const form = {
    issuer: text(issuer),
    ...(subject.state === "known" && { subject: text(subject) }),
    ...(claims.state === "known" && { claims: text(claims) }),
    audiences: sorted(audiences.map(text)),
  };
  return [entitled(form, urn, "subject")];
}

/** What Azure refuses to be without; a lock must not state it as nothing. */
function required<T>(part: Knowledge<T>): Knowledge<T> {
  return part.state === "absent" ? unknown(part.path, "missing where one is required") : part;
}

/** An empty text says nothing that a lock could approve. */
function filled(part: Knowledge<unknown>): Knowledge<unknown> {
  return part.state === "known" && part.value === "" ? unknown(part.path, "empty") : part;
}
