/** What a look at chosen files found. Every account in it is made up. */
import type { ImportEntry, ImportPreview, ImportResult } from "../../../src-shared/contract/index.ts";
import { now } from "./page-clock.ts";

const day = 24 * 60 * 60_000;

function entry(name: string, edit: Partial<ImportEntry>): ImportEntry {
  return {
    name,
    action: "add",
    problem: null,
    id: `acc_${name}`,
    email: "new@example.com",
    workspaceId: "00000000-0000-4000-8000-000000000007",
    plan: "plus",
    tokenExpiresAt: now + 9 * day,
    renewable: true,
    ...edit,
  };
}

const nobody = { id: null, email: null, plan: null, workspaceId: null, tokenExpiresAt: null };

const older = {
  code: "import_older",
  message: "Switchyard has, or the same import brings, a newer login of this account.",
  advice: "Nothing was changed; remove the account first to use this login all the same.",
} as const;
const broken = {
  code: "import_unreadable",
  message: "backup.zip: notes.json has no access token.",
  advice: "Choose the auth.json of a Codex that is signed in with ChatGPT, or an export.",
} as const;

export const importPreview: ImportPreview = {
  fingerprint: "as-previewed",
  entries: [
    entry("auth.json", {}),
    entry("backup.zip: work.json", { action: "renew", email: "work@example.com", plan: "pro" }),
    entry("backup.zip: short.json", { email: "short@example.com", renewable: false }),
    entry("backup.zip: old.json", { action: "older", email: "old@example.com", problem: older }),
    entry("backup.zip: same.json", {
      action: "same",
      email: "same@example.com",
      problem: { code: "import_same", message: "Switchyard holds exactly this login already.", advice: "" },
    }),
    entry("backup.zip: readme.md", {
      ...nobody,
      action: "ignored",
      problem: { code: "import_ignored", message: "It is not a JSON file.", advice: "" },
    }),
    entry("backup.zip: notes.json", { ...nobody, action: "broken", problem: broken }),
  ],
};

export const importResult: ImportResult = {
  added: ["acc_1", "acc_2"],
  renewed: ["acc_3"],
  skipped: [
    { name: "backup.zip: old.json", problem: older },
    { name: "backup.zip: notes.json", problem: broken },
  ],
};
