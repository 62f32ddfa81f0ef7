#!/usr/bin/env node
/** The command line as a program of Node. */
import { runCommandLine } from "./run.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
