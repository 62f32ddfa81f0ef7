/**
 * Writes the documentation that is made from the code; tests hold it against it.
 *
 *   node scripts/run.mjs docs
 */
import { writeFileSync } from "node:fs";
import { commandLineFile, commandLinePage } from "./command-line.ts";
import { configurationFile, configurationPage } from "./configuration.ts";
import { compatibilityFile, compatibilityPage } from "./compatibility.ts";

writeFileSync(compatibilityFile, await compatibilityPage());
writeFileSync(configurationFile, configurationPage());
writeFileSync(commandLineFile, commandLinePage());
console.log(`${compatibilityFile}\n${configurationFile}\n${commandLineFile}`);
