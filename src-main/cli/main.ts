#!/usr/bin/env node
/** The command line as a program of Node. */
import { keepCompiled } from "./programs/compiled-code.ts";

keepCompiled(process.env);
// Behind it: what was loaded before would be compiled at every start.
const { runCommandLine } = await import("./run.ts");
process.exitCode = await runCommandLine(process.argv.slice(2));
