/** Node, the data folder and who may read what lies in it. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { filesIn } from "../../settings/data-folder.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, bad } = findingsOf("computer");
/** package.json's engines. */
const oldestNode = [22, 19] as const;

/** `setAside`: files that could not be understood. */
export async function checkComputer(folder: string, setAside: readonly string[]): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    await checkFolder(folder),
    ...(await checkModes(folder)),
    ...setAside.map(setAsideFinding),
  ];
}

export function checkNode(found: string): Finding {
  const [major = 0, minor = 0] = found.split(".").map(Number);
  const old = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  return old
    ? bad("Node", `Node ${found} is too old.`, `Install Node ${oldestNode.join(".")} or newer.`)
    : ok("Node", `${found} on ${process.platform} ${process.arch}`);
}

async function checkFolder(folder: string): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok("Data folder", folder);
  } catch {
    return bad(
      "Data folder",
      `${folder} cannot be written to.`,
      "Give yourself the right, or name another with --home.",
    );
  }
}

function setAsideFinding(file: string): Finding {
  return bad(
    "Set aside",
    `${file} could not be understood; Switchyard goes on without what is in it.`,
    "Update Switchyard if a newer one wrote it; else repair it and put it back, or move it away.",
  );
}

// Windows has no modes: there the profile folder is private by itself.
async function checkModes(folder: string): Promise<Finding[]> {
  if (process.platform === "win32") return [];
  const {
    accounts,
    exports,
    settings,
    control,
    codexJournal,
    codexHandover,
    toolJournal,
    usage,
    logs,
    log,
    batches,
  } = filesIn(folder);
  const usageFiles = ["", "-wal", "-shm"].map((end) => usage + end);
  const files = [
    accounts,
    exports,
    settings,
    control,
    codexJournal,
    codexHandover,
    toolJournal,
    ...usageFiles,
    log,
  ];
  const wanted: [string, number][] = [
    ...[folder, logs, batches].map((place): [string, number] => [place, 0o700]),
    ...files.map((file): [string, number] => [file, 0o600]),
  ];
  const findings = [];
  for (const [file, mode] of wanted) {
    const found = await modeOf(file);
    if (found !== null && (found & 0o077) !== 0)
      findings.push(
        bad(
          "File rights",
          `${file} can be read by others (${found.toString(8)}).`,
          `chmod ${mode.toString(8)} '${file}'`,
        ),
      );
  }
  return findings.length > 0
    ? findings
    : [ok("File rights", "Only you can read what lies in the data folder.")];
}

async function modeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mode & 0o777;
  } catch {
    return null;
  }
}
