import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { loginFromTokens } from "../../src-main/accounts/account.ts";
import { openAccountStore } from "../../src-main/accounts/account-store.ts";
import { exportLoginsToFile, handOutLogins } from "../../src-main/use-cases/export-logins.ts";
import { madeUpJwt } from "../support/made-up-tokens.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const now = () => Date.UTC(2026, 10, 30);

async function exporting() {
  const folder = await temporaryFolder();
  const file = path.join(folder, "chosen.json");
  const store = await openAccountStore({
    file: path.join(folder, "accounts.json"),
    secretBox: null,
    seal: false,
    now,
    onSetAside: () => {},
  });
  const token = madeUpJwt({ user: "ann", workspace: "w", plan: "plus", email: "ann@example.com" });
  const login = loginFromTokens({
    idToken: token,
    accessToken: token,
    refreshToken: "r",
    refreshedAt: now(),
  });
  if (login === null) throw new Error("no login");
  const { id } = await store.putLogin(login);
  const recorded: { by: string; written: boolean }[] = [];
  const record = {
    add: async ({ by }: { by: string }) => void recorded.push({ by, written: existsSync(file) }),
  };
  return { id, file, recorded, ports: { store, record, now } };
}

test("an export is on record before it is handed out; an unknown account leaves none", async () => {
  const { id, ports, recorded } = await exporting();
  expect(await handOutLogins(ports, [id], "command-line")).toMatchObject({ exported: [id] });
  expect(recorded).toEqual([{ by: "command-line", written: false }]);
  await expect(handOutLogins(ports, ["nobody"], "window")).rejects.toMatchObject({
    code: "account_not_found",
  });
  const failing = { ...ports, record: { add: () => Promise.reject(new Error("disk full")) } };
  await expect(handOutLogins(failing, [id], "window")).rejects.toThrow("disk full");
});

test("into the file that the person chooses; none chosen is none written and none on record", async () => {
  const { id, file, ports, recorded } = await exporting();
  const choose = (chosen: string | null) => ({ ...ports, chooseFile: async () => chosen });
  expect(await exportLoginsToFile(choose(null), [id])).toEqual({ exported: [id], skipped: [], path: null });
  expect(recorded).toEqual([]);
  expect(await exportLoginsToFile(choose(file), [id])).toMatchObject({ path: file });
  expect(recorded).toEqual([{ by: "window", written: false }]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ accounts: [{ email: "ann@example.com" }] });
  rmSync(file);
});
