/** Asks the thread that reads usage.db; it is started with the first question and ends when there were none for a while. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { RequestPage } from "../../src-shared/contract/requests.ts";
import type { AskedUsage, UsageReport } from "../../src-shared/contract/usage.ts";
import type { Clock } from "../platform/ports.ts";
import type { AskedPage } from "./request-history.ts";

interface ReportQuestion {
  kind: "report";
  asked: AskedUsage;
  /** Epoch milliseconds. */
  times: { now: number; startedAt: number };
}

interface PageQuestion {
  kind: "page";
  asked: AskedPage;
}

export type UsageQuestion = ReportQuestion | PageQuestion;
export type UsageAnswer<Q extends UsageQuestion> = Q extends ReportQuestion
  ? Omit<UsageReport, "trouble">
  : RequestPage;

export interface UsageWorkerData {
  file: string;
  pricesFile: string;
}

export interface UsageReader {
  /** Rejects with what SQLite said, or when the thread ended before it answered. */
  ask<Q extends UsageQuestion>(question: Q): Promise<UsageAnswer<Q>>;
  /** Resolves when nothing reads the file. */
  idle(): Promise<void>;
  /** Ends the thread; questions that are not answered yet are rejected. */
  close(): Promise<void>;
}

/** Milliseconds for which the thread is kept at hand: the Usage page asks every few seconds while it is open. */
const keptMs = 60_000;

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

export function createUsageReader(data: UsageWorkerData, clock: Clock): UsageReader {
  let thread: { worker: Worker; waiting: Map<number, Waiting> } | null = null;
  let asked = 0;
  let cancel: (() => void) | null = null;
  let wakeIdle: (() => void)[] = [];

  function start() {
    const started = { worker: startWorker(data), waiting: new Map<number, Waiting>() };
    const { worker, waiting } = started;
    const settle = (id: number, how: (one: Waiting) => void) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (one) how(one);
      if (waiting.size === 0) rest();
    };
    worker.on("message", ({ id, answer, error }: { id: number; answer: unknown; error?: unknown }) => {
      settle(id, (one) => (error === undefined ? one.resolve(answer as never) : one.reject(error)));
    });
    let fault: unknown = new Error("The thread that reads usage.db ended before it answered.");
    worker.on("error", (error) => (fault = error));
    worker.on("exit", () => {
      if (thread === started) thread = null;
      for (const id of waiting.keys()) settle(id, (one) => one.reject(fault));
    });
    // It does not keep the program alive, but a question does.
    worker.unref();
    return started;
  }

  function rest(): void {
    thread?.worker.unref();
    for (const wake of wakeIdle) wake();
    wakeIdle = [];
    cancel?.();
    cancel = clock.after(keptMs, () => void stop());
  }

  async function stop(): Promise<void> {
    cancel?.();
    cancel = null;
    const ending = thread;
    thread = null;
    await ending?.worker.terminate();
  }

  return {
    ask(question) {
      cancel?.();
      cancel = null;
      const { worker, waiting } = (thread ??= start());
      const id = (asked += 1);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, question }, []);
      });
    },
    async idle() {
      if (thread === null || thread.waiting.size === 0) return;
      await new Promise<void>((resolve) => wakeIdle.push(resolve));
    },
    close: stop,
  };
}

// From the sources Node runs the file as it is. A build has it as one file beside it, which is read first: Electron
// finds what lies in the app's archive, a new thread of Node might not.
function startWorker(workerData: UsageWorkerData): Worker {
  if (import.meta.filename.endsWith(".ts")) {
    return new Worker(path.join(import.meta.dirname, "usage-worker.ts"), { workerData });
  }
  return new Worker(readFileSync(path.join(builtFolder(), "usage-worker.cjs"), "utf8"), {
    workerData,
    eval: true,
  });
}

function builtFolder(): string {
  const folder = import.meta.dirname;
  return path.basename(folder) === "chunks" ? path.dirname(folder) : folder;
}
