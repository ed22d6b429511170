import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Source } from "../../inputs/find-inputs";
import { judgeSource, type Outcome, type JudgeSettings } from "./judge-source";
import type { LoadedConfiguration } from "./load-configuration";

export interface Job extends JudgeSettings {
  readonly loaded: LoadedConfiguration;
  readonly ranAt: Date;
  /** The moment that dates are judged against, where it is not that of the run. */
  readonly asOf?: Date;
}

/** What a thread needs once; it parses the document of the configuration itself. */
export interface WorkerData {
  readonly document: unknown;
  readonly now: Date;
  readonly evidence: boolean;
}

/**
 * Below this many bytes of exports, threads cost more than they save: each loads the rules and warms up by itself, and
 * findings are copied between them. Two cores break even near it; more cores gain more.
 */
const WORTH_THREADS = 64_000_000;

/**
 * Judges each source as a stack of its own. Outcomes stand in the order of the sources, whoever finished first.
 *
 * @param judged called after each
 */
export async function judgeSources(
  sources: readonly Source[],
  job: Job,
  judged: () => void,
): Promise<readonly Outcome[]> {
  const exports = sources.filter(({ kind }) => kind === "export");
  const threads = Math.min(availableParallelism(), exports.length);
  const bytes = exports.reduce((sum, source) => sum + source.bytes, 0);
  const inThreads = threads > 1 && bytes >= WORTH_THREADS;
  const here = sources.filter(({ kind }) => !inThreads || kind === "program");
  const outcomes = new Map<Source, Outcome>();
  const keep = (source: Source, outcome: Outcome) => {
    outcomes.set(source, outcome);
    judged();
  };
  await Promise.all([
    inThreads ? judgeInThreads(exports, threads, job, keep) : undefined,
    inParallel(here, availableParallelism(), async (source) => {
      keep(source, await judgeSource(source, job.loaded.configuration, job, nowOf(job)));
    }),
  ]);
  return sources.flatMap((source) => outcomes.get(source) ?? []);
}

async function judgeInThreads(
  sources: readonly Source[],
  threads: number,
  job: Job,
  keep: (source: Source, outcome: Outcome) => void,
): Promise<void> {
  const waiting = largestFirst(sources);
  const shared = new Shared();
  const pool = Array.from({ length: threads }, () => new JudgeThread(dataFor(job)));
  await Promise.all(
    pool.map(async (thread) => {
      for (let source = waiting.shift(); source; source = waiting.shift()) {
        keep(source, shared.in(await thread.judge(source)));
      }
      await thread.end();
    }),
  );
}

/** What many findings say alike was copied with each of them, which adds up over an organisation. */
class Shared {
  private readonly values = new Map<string, unknown>();

  in(outcome: Outcome): Outcome {
    if (outcome.state !== "judged") return outcome;
    const findings = outcome.findings.map((finding) => ({
      ...finding,
      fix: this.one(finding.fix),
      controls: this.one(finding.controls),
    }));
    return { ...outcome, findings };
  }

  private one<T>(value: T): T {
    const key = JSON.stringify(value);
    if (!this.values.has(key)) this.values.set(key, value);
    return this.values.get(key) as T;
  }
}

function dataFor(job: Job): WorkerData {
  return { document: job.loaded.document, now: nowOf(job), evidence: job.evidence ?? false };
}

function nowOf({ asOf, ranAt }: Job): Date {
  return asOf ?? ranAt;
}

/** So that no thread begins the longest file when the others have run dry. */
function largestFirst(sources: readonly Source[]): Source[] {
  return [...sources].sort((a, b) => b.bytes - a.bytes);
}

/** A thread that holds one export at a time; one that dies, as of lack of memory, fails that export and is replaced. */
class JudgeThread {
  private worker: Worker | undefined;

  constructor(private readonly data: WorkerData) {}

  judge(source: Source): Promise<Outcome> {
    const worker = (this.worker ??= new Worker(join(__dirname, `judge-worker${extname(__filename)}`), {
      workerData: this.data,
    }));
    return new Promise((resolve) => {
      worker.once("message", (outcome: Outcome) => {
        worker.removeAllListeners("error");
        resolve(outcome);
      });
      worker.once("error", (error: NodeJS.ErrnoException) => {
        this.worker = undefined;
        const why =
          error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory did not suffice" : `its thread failed (${error.name})`;
        resolve({ state: "failed", message: `${source.path}: it could not be judged, because ${why}` });
      });
      worker.postMessage(source);
    });
  }

  async end(): Promise<void> {
    await this.worker?.terminate();
  }
}

async function inParallel<T>(items: readonly T[], limit: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: Math.min(limit, waiting.length) }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
    }),
  );
}
