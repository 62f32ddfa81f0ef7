/**
 * The newest version of the person's own Codex that asked here, kept over starts: the backend offers its newest models
 * only to clients that are new enough.
 */
import type { IncomingHttpHeaders } from "node:http";
import { readFileSync } from "node:fs";
import { compareVersions } from "../../src-shared/compare-versions.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";

export interface CodexVersion {
  /** Null: none was newer than what is shipped. */
  current: () => string | null;
  /** Of a request; anything but Codex is passed over. */
  saw: (headers: IncomingHttpHeaders) => void;
}

/** `shipped`: what is told without it. `changed`: a newer one was seen. */
export function openCodexVersion(file: string, shipped: string, changed: () => void): CodexVersion {
  let seen = kept(file, shipped);
  let last = "";
  return {
    current: () => seen,
    saw({ "user-agent": agent = "" }) {
      if (agent === last) return;
      last = agent;
      const version = /^codex[\w -]*\/(\d{1,3}\.\d{1,4}\.\d{1,4})\b/i.exec(agent)?.[1];
      if (version === undefined || compareVersions(version, seen ?? shipped) <= 0) return;
      seen = version;
      changed();
      // It is seen again with the next request.
      writeFileAtomic(file, `${JSON.stringify({ version })}\n`).catch(() => {});
    },
  };
}

function kept(file: string, shipped: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    const known = typeof version === "string" && /^\d+\.\d+\.\d+$/.test(version);
    return known && compareVersions(version, shipped) > 0 ? version : null;
  } catch {
    return null;
  }
}
