/** Writes numbered lines to the log, many at a time: node write-log.child.ts FOLDER FIRST COUNT */
import { setImmediate as turn } from "node:timers/promises";
import { createLogger } from "../../src-main/logs/logger.ts";

const [folder = "", first = "0", count = "0"] = process.argv.slice(2);
const logger = createLogger(folder, "info");
const filling = "x".repeat(900);
for (let line = Number(first); line < Number(first) + Number(count); line += 1) {
  logger.info({ line, filling }, "numbered");
  if (line % 200 === 0) await turn();
}
await logger.close();
