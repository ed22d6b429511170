import type { Provider } from "../../policy-packs/judge/resource";
import { decode } from "../../policy-packs/judge/wire";
import { dnsSuffixOf, partitionOf, type Place } from "../stand-ins/answer";
import {
  STAND_IN_ACCOUNT,
  STAND_IN_CLIENT,
  STAND_IN_CLIENT_OBJECT,
  STAND_IN_REGION,
  STAND_IN_SUBSCRIPTION,
  STAND_IN_TENANT,
} from "../stand-ins/marks";
import type { Declarations } from "./declarations";
import { policyDocument } from "./policy-document";
import type { WireMap } from "./structs";

/** A call to the cloud that a program makes while it runs. */
export interface Call {
  readonly token: string;
  readonly args: WireMap;
  readonly provider: Provider | undefined;
}

export interface Answered {
  readonly result: WireMap;
  /** What a reader should know of the answer, where it is not what the cloud would say. */
  readonly note?: string;
}

/**
 * Answers calls: what can be computed is computed, the identity of the account comes from configuration or is a
 * stand-in that is said as such, and all else is unknown in the shape that its SDK declares.
 */
export class Invokes {
  /** True once some call was left unknown: the SDK shows such a value to the program as an object. */
  anyUnknown = false;

  constructor(
    private readonly place: Place,
    private readonly declarations: Declarations,
  ) {}

  answer(call: Call): Answered {
    const answerer = Object.hasOwn(ANSWERERS, call.token) ? ANSWERERS[call.token] : undefined;
    if (answerer) return answerer(call, this.place);
    this.anyUnknown = true;
    return {
      result: { ...this.declarations.unknownResult(call.token), ...call.args },
      note: `not answered, so its result is unknown: ${call.token}`,
    };
  }
}

type Answerer = (call: Call, place: Place) => Answered;

const getRegion: Answerer = (call, place) => {
  const name = regionOf(call, place);
  const result = { id: name, name, region: name, description: name, endpoint: `ec2.${name}.${dnsSuffixOf(name)}` };
  return isInvented(call, place)
    ? { result, note: `region: ${name} stands in, since no configuration names one` }
    : { result };
};

const getCallerIdentity: Answerer = (call, place) => {
  const account = place.account ?? STAND_IN_ACCOUNT;
  const partition = partitionOf(regionOf(call, place));
  return {
    result: {
      accountId: account,
      arn: `arn:${partition}:sts::${account}:assumed-role/caller/${STAND_IN_ACCOUNT}`,
      id: account,
      userId: `caller:${STAND_IN_ACCOUNT}`,
    },
    note:
      place.account === undefined
        ? "the AWS account and caller are stand-ins: the cloud was not asked"
        : "the AWS caller is a stand-in: the cloud was not asked",
  };
};

const getPartition: Answerer = (call, place) => {
  const region = regionOf(call, place);
  const dnsSuffix = dnsSuffixOf(region);
  const partition = partitionOf(region);
  const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
  return { result: { id: partition, partition, dnsSuffix, reverseDnsPrefix } };
};

const getAvailabilityZones: Answerer = (call, place) => {
  const region = regionOf(call, place);
  const names = ["a", "b", "c"].map((zone) => `${region}${zone}`);
  return {
    result: { ...call.args, id: region, region, names, zoneIds: names, groupNames: [region] },
    note: `availability zones: ${names.join(", ")} stand in`,
  };
};

const getArn: Answerer = ({ args }) => {
  const arn = configured(args["arn"]) ?? "";
  const [, partition = "", service = "", region = "", account = "", ...resource] = arn.split(":");
  return { result: { id: arn, arn, partition, service, region, account, resource: resource.join(":") } };
};

const getPolicyDocument: Answerer = ({ args }) => ({ result: policyDocument(args) });

const getAzureClient: Answerer = (_, place) => ({
  result: {
    clientId: STAND_IN_CLIENT,
    id: STAND_IN_CLIENT,
    objectId: STAND_IN_CLIENT_OBJECT,
    subscriptionId: place.subscription ?? STAND_IN_SUBSCRIPTION,
    tenantId: place.tenant ?? STAND_IN_TENANT,
  },
  note: "the Azure client that deploys is a stand-in: the cloud was not asked",
});

const ANSWERERS: Readonly<Record<string, Answerer>> = {
  "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument,
  "aws:index/getArn:getArn": getArn,
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
  "aws:index/getPartition:getPartition": getPartition,
  "aws:index/getRegion:getRegion": getRegion,
  "azure-native:authorization:getClientConfig": getAzureClient,
  "azuread:index/getClientConfig:getClientConfig": getAzureClient,
};

function regionOf({ args, provider }: Call, place: Place): string {
  return configured(args["region"]) ?? configured(provider?.inputs["region"]) ?? place.region ?? STAND_IN_REGION;
}

function isInvented({ args, provider }: Call, place: Place): boolean {
  return (configured(args["region"]) ?? configured(provider?.inputs["region"]) ?? place.region) === undefined;
}

function configured(value: unknown): string | undefined {
  const text = decode(value);
  return typeof text === "string" && text !== "" ? text : undefined;
}
