/**
 * Writes the documentation that is made from the code; test/architecture/compatibility.test.ts and documentation.test.ts hold it against it.
 *
 *   node scripts/run.mjs docs
 */
import { writeFileSync } from "node:fs";
import { configurationFile, configurationPage } from "./configuration.ts";
import { compatibilityFile, compatibilityPage } from "./compatibility.ts";

writeFileSync(compatibilityFile, await compatibilityPage());
writeFileSync(configurationFile, configurationPage());
console.log(`${compatibilityFile}\n${configurationFile}`);
