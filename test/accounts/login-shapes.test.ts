/** A fixture per program whose files are taken, with made-up tokens in the places of the real ones. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { findLogins } from "../../src-main/accounts/transfer/import-credentials.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { madeUpJwt } from "../support/made-up-tokens.ts";

const folder = path.join(import.meta.dirname, "../fixtures/imports");
const now = 1_800_000_000_000;

/** ACCESS-one becomes a token of user-one in workspace-one. */
function read(file: string) {
  const text = readFileSync(path.join(folder, file), "utf8").replace(
    /(ACCESS|IDENTITY)-(\w+)/g,
    (_, kind, who) =>
      madeUpJwt({
        user: `user-${String(who)}`,
        workspace: `workspace-${String(who)}`,
        ...(kind === "IDENTITY" ? { email: `${String(who)}@example.com`, plan: "pro" } : {}),
      }),
  );
  return findLogins([{ name: file, text }], now);
}

const expected: Record<string, (string | RegExp)[]> = {
  "codex-auth.json": ["user-one workspace-one rt-one"],
  "cli-proxy-api.json": ["user-one workspace-one rt-one"],
  "cli-proxy-api-claude.json": [/is a login of claude, not of ChatGPT/],
  "sub2api.json": [
    "user-one workspace-one rt-one",
    /is a login of anthropic/,
    "user-two workspace-two rt-two",
  ],
  "cockpit.json": ["user-one workspace-one rt-one", "user-two workspace-two null"],
  "camel-registry.json": ["user-one workspace-one rt-one", "user-two workspace-two rt-two"],
  "profile-map.json": ["user-one workspace-one rt-one", "user-two workspace-two rt-two"],
  "opencode.json": ["user-one workspace-one rt-one"],
  "session-page.json": ["user-one workspace-one null"],
  "api-key.json": [/holds an API key and no ChatGPT login/],
};

test("every fixture is expected", () => {
  expect(Object.keys(expected).sort()).toEqual(readdirSync(folder).sort());
});

test.each(Object.keys(expected))("%s", (file) => {
  const found = read(file).map(({ found }) =>
    found instanceof AppError
      ? found.message
      : `${found.login.userId} ${found.login.workspaceId} ${found.login.tokens.refreshToken}`,
  );
  const wanted = expected[file]!.map((each) =>
    typeof each === "string" ? each : (expect.stringMatching(each) as string),
  );
  expect(found).toEqual(wanted);
});

test("an id that another program numbers accounts by is not taken for the workspace", () => {
  const [first] = read("cockpit.json");
  expect(readFileSync(path.join(folder, "cockpit.json"), "utf8")).toContain("internal-number-1");
  expect(first?.found).toMatchObject({ login: { workspaceId: "workspace-one" } });
});

test("entries of a map are named as the map names them", () => {
  expect(read("profile-map.json").map(({ name }) => name)).toEqual([
    "profile-map.json, work",
    "profile-map.json, home",
  ]);
});
