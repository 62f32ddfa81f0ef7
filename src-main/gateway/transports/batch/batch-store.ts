/**
 * Batches on disk, a folder each: `batch.json`, the requests until the batch has ended, a file per result. Every file
 * is written whole or not at all, for its owner only; with the batch all of its content goes.
 */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { readFileIfThere, writeFileAtomic } from "../../../platform/atomic-file.ts";
import { parseJson } from "../../../platform/json-file.ts";
import { setAside } from "../../../platform/set-aside.ts";
import { batchSchema, unservedResult, type Batch, type BatchRequest, type ResultType } from "./batch.ts";

export interface StoredBatch {
  batch: Batch;
  /** By the request's place in the batch. */
  done: Map<number, ResultType>;
}

export type BatchStore = ReturnType<typeof createBatchStore>;

export interface BatchTroubles {
  /** A batch could not be understood and lies there now. */
  onSetAside: (kept: string) => void;
  /** A batch could not be read this time. */
  onTrouble: (error: unknown, id: string) => void;
}

export function createBatchStore(folder: string, troubles: BatchTroubles) {
  const place = (id: string, ...rest: string[]) => path.join(folder, id, ...rest);

  /** Absent: it was never accepted as a whole. Throws what the disk says. */
  async function readOne(id: string): Promise<StoredBatch | "absent" | "unreadable"> {
    const text = await readFileIfThere(place(id, "batch.json")).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "EISDIR") return "";
      throw error;
    });
    if (text === null) return "absent";
    const parsed = batchSchema.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.id !== id) return "unreadable";
    return { batch: parsed.data, done: await readDone(place(id, "results")) };
  }

  return {
    /**
     * Oldest first. A batch that was never accepted as a whole is removed; one that cannot be understood is set aside;
     * one that the disk does not give stays where it is. What is no folder of a batch is somebody else's.
     */
    async load(): Promise<StoredBatch[]> {
      const stored: StoredBatch[] = [];
      for (const id of (await namesIn(folder)).filter(isBatchId)) {
        try {
          const found = await readOne(id);
          if (found === "absent") await rm(place(id), { recursive: true, force: true });
          else if (found === "unreadable") troubles.onSetAside(setAside(place(id)));
          else stored.push(found);
        } catch (error) {
          troubles.onTrouble(error, id);
        }
      }
      return stored.toSorted((a, b) => a.batch.createdAt - b.batch.createdAt);
    },

    async create(batch: Batch, requests: readonly BatchRequest[]): Promise<void> {
      await mkdir(place(batch.id, "results"), { recursive: true, mode: 0o700 });
      const lines = requests.map(({ params }) => JSON.stringify(params));
      await writeFileAtomic(place(batch.id, "requests.jsonl"), lines.join("\n"));
      // Last: only now the batch exists.
      await this.save(batch);
    },

    save: (batch: Batch) => writeFileAtomic(place(batch.id, "batch.json"), JSON.stringify(batch)),

    /** JSON of each request's parameters. */
    async requests(id: string): Promise<string[]> {
      return (await readFile(place(id, "requests.jsonl"), "utf8")).split("\n");
    },

    putResult: (id: string, index: number, type: ResultType, result: object) =>
      writeFileAtomic(place(id, "results", `${index}.${type}.json`), JSON.stringify(result)),

    forgetRequests: (id: string) => rm(place(id, "requests.jsonl"), { force: true }),

    /** A line of JSON per request, in the order of the requests. */
    async *results({ batch, done }: StoredBatch): AsyncGenerator<string> {
      for (const [index, customId] of batch.customIds.entries()) {
        const type = done.get(index);
        const result = type
          ? await readFile(place(batch.id, "results", `${index}.${type}.json`), "utf8")
          : JSON.stringify({ type: unservedResult(batch) });
        yield `{"custom_id":${JSON.stringify(customId)},"result":${result}}\n`;
      }
    },

    remove: (id: string) => rm(place(id), { recursive: true, force: true }),
  };
}

function isBatchId(name: string): boolean {
  return /^msgbatch_[0-9a-f]{32}$/.test(name);
}

async function readDone(folder: string): Promise<Map<number, ResultType>> {
  const done = new Map<number, ResultType>();
  for (const name of await namesIn(folder)) {
    const match = /^(\d+)\.(succeeded|errored)\.json$/.exec(name);
    if (match) done.set(Number(match[1]), match[2] as ResultType);
  }
  return done;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
