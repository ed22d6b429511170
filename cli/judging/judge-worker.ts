import { parentPort, workerData } from "node:worker_threads";
import type { Source } from "../../inputs/find-inputs";
import { parseConfiguration } from "../../policy-packs/configuration";
import { RULES } from "../../policy-packs/rules";
import { judgeSource } from "./judge-source";
import type { WorkerData } from "./judge-sources";

/** A thread that judges one export at a time, as they are handed to it. */
const { document, now, evidence } = workerData as WorkerData;
const configuration = parseConfiguration(document, "", RULES);

parentPort?.on("message", (source: Source) => {
  void judgeSource(source, configuration, { evidence }, now).then((outcome) => parentPort?.postMessage(outcome));
});
