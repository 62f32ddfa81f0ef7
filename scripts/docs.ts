/**
 * Writes the documentation that is made from the code; test/architecture/compatibility.test.ts holds it against it.
 *
 *   node scripts/run.mjs docs
 */
import { writeFileSync } from "node:fs";
import { compatibilityFile, compatibilityPage } from "./compatibility.ts";

writeFileSync(compatibilityFile, await compatibilityPage());
console.log(compatibilityFile);
