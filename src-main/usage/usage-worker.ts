/**
 * A thread that reads usage.db for reports and pages: sums over months take seconds, and on the gateway's own thread
 * every stream would stand still meanwhile. The file is open only while a question is answered, so that it can be set
 * aside or replaced at any time.
 */
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { createPriceTable } from "./prices.ts";
import { createReceipts } from "./receipts/read-receipts.ts";
import { readPage } from "./request-history.ts";
import type { UsageAnswer, UsageQuestion, UsageWorkerData } from "./usage-reader.ts";
import { createUsageQueries } from "./usage-queries.ts";

const { file, pricesFile } = workerData as UsageWorkerData;
const prices = createPriceTable(pricesFile);
const receipts = createReceipts();

parentPort?.on("message", ({ id, question }: { id: number; question: UsageQuestion }) => {
  try {
    parentPort?.postMessage({ id, answer: answerTo(question) }, []);
  } catch (error) {
    parentPort?.postMessage({ id, error }, []);
  }
});

function answerTo(question: UsageQuestion): UsageAnswer<UsageQuestion> {
  // The writer never waits for a reader, nor a reader for the writer, but for the moment of a checkpoint.
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    if (question.kind === "page") return readPage(db, question.asked, receipts);
    return createUsageQueries(db, receipts).report(question.asked, question.times, prices());
  } finally {
    db.close();
  }
}
