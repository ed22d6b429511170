import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Source } from "../inputs/find-inputs";
import { judgeSource, type Outcome, type JudgeSettings } from "./judge-source";
import type { LoadedConfiguration } from "./load-configuration";

export interface Job extends JudgeSettings {
  readonly loaded: LoadedConfiguration;
  readonly now: Date;
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

/** Judges each source as a stack of its own. Outcomes stand in the order of the sources, whoever finished first. */
export async function judgeSources(sources: readonly Source[], job: Job): Promise<readonly Outcome[]> {
  const exports = sources.filter(({ kind }) => kind === "export");
  const threads = Math.min(availableParallelism(), exports.length);
  const bytes = exports.reduce((sum, source) => sum + source.bytes, 0);
  const inThreads = threads > 1 && bytes >= WORTH_THREADS;
  const here = sources.filter(({ kind }) => !inThreads || kind === "program");
  const outcomes = new Map<Source, Outcome>();
  await Promise.all([
    inThreads ? judgeInThreads(exports, threads, job, outcomes) : undefined,
    inParallel(here, availableParallelism(), async (source) => {
      outcomes.set(source, await judgeSource(source, job.loaded.configuration, job, job.now));
    }),
  ]);
  return sources.flatMap((source) => outcomes.get(source) ?? []);
}

async function judgeInThreads(
  sources: readonly Source[],
  threads: number,
  job: Job,
  outcomes: Map<Source, Outcome>,
): Promise<void> {
  const waiting = largestFirst(sources);
  const pool = Array.from({ length: threads }, () => new JudgeThread(dataFor(job)));
  await Promise.all(
    pool.map(async (thread) => {
      for (let source = waiting.shift(); source; source = waiting.shift())
        outcomes.set(source, await thread.judge(source));
      await thread.end();
    }),
  );
}

function dataFor({ loaded, now, evidence = false }: Job): WorkerData {
  return { document: loaded.document, now, evidence };
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
