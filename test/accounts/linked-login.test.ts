/** An account that follows Codex's own login: read where it lies, renewed in place, never copied and never revoked. */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { linkCodex } from "../../src-main/accounts/account-actions.ts";
import { removeAccount } from "../../src-main/use-cases/remove-account.ts";
import { takeFlock } from "../../src-main/platform/locks/flock.ts";
import { refreshRefused } from "../../src-main/simulator/oauth/oauth-tokens.ts";
import { authJson } from "../support/switchyard.ts";
import { loginOf, startAccounts } from "./bench.ts";

const minute = 60_000;
const tokenEndpoint = { method: "POST", path: "/oauth/token" };

interface Auth {
  tokens: { access_token: string; refresh_token: string; [key: string]: unknown };
  last_refresh: string;
  [key: string]: unknown;
}

async function startLinked(expiresInSeconds = 3600) {
  const bench = await startAccounts();
  const codexHome = path.dirname(bench.file);
  const authFile = path.join(codexHome, "auth.json");
  let age = 0;
  const write = (content: unknown) => {
    writeFileSync(authFile, JSON.stringify(content), { mode: 0o600 });
    // Two writings within one tick of the file system's clock are two all the same.
    age += 1;
    utimesSync(authFile, 1_700_000_000, 1_700_000_000 + age);
  };
  const issued = (name: string, seconds = expiresInSeconds) =>
    JSON.parse(authJson(bench.simulator, name, { expiresInSeconds: seconds })) as Auth;
  write({ ...issued("ann"), personal: { kept: true } });
  const id = await linkCodex(bench.store, codexHome);
  const auth = () => JSON.parse(readFileSync(authFile, "utf8")) as Auth;
  return { ...bench, id, codexHome, authFile, write, issued, auth };
}

test("the tokens are Codex's own and no copy of them is kept", async () => {
  const { keeper, store, id, auth, onDisk } = await startLinked();
  expect((await keeper.credentials(id)).accessToken).toBe(auth().tokens.access_token);
  expect(store.get(id)).toMatchObject({ linked: {}, email: "ann@example.test" });
  expect(onDisk()).not.toContain(auth().tokens.access_token);
  expect(onDisk()).not.toContain("rt_fake");
});

test("what Codex renews by itself is taken over at the next request", async () => {
  const { keeper, id, write, issued, refreshes } = await startLinked();
  await keeper.credentials(id);
  const next = issued("ann");
  write(next);
  expect((await keeper.credentials(id)).accessToken).toBe(next.tokens.access_token);
  expect(refreshes()).toHaveLength(0);
});

test.skipIf(process.platform === "win32")(
  "shortly before its end it is renewed in place: once, all else kept, private, dated",
  async () => {
    const { keeper, id, auth, authFile, refreshes, clock } = await startLinked();
    const before = auth();
    clock.advance(57 * minute);
    await keeper.credentials(id);
    expect(refreshes()).toHaveLength(0);
    clock.advance(1.5 * minute);
    const all = await Promise.all(Array.from({ length: 10 }, () => keeper.credentials(id)));
    expect(refreshes()).toHaveLength(1);
    const after = auth();
    expect(new Set(all.map((each) => each.accessToken))).toEqual(new Set([after.tokens.access_token]));
    expect(after).toEqual({
      ...before,
      tokens: {
        ...before.tokens,
        id_token: expect.any(String) as string,
        access_token: expect.not.stringMatching(before.tokens.access_token) as string,
        refresh_token: expect.stringMatching(/\.1$/) as string,
      },
      last_refresh: new Date(clock.now()).toISOString(),
    });
    expect(statSync(authFile).mode & 0o777).toBe(0o600);
  },
);

test.skipIf(process.platform === "win32")(
  "while Codex renews, its outcome is waited for and taken instead of redeeming the token again",
  async () => {
    const { keeper, id, write, issued, codexHome, refreshes, simulator } = await startLinked(60);
    const lock = await takeFlock(path.join(codexHome, "auth.lock"), 10_000);
    if (lock === null || lock === "unavailable") throw new Error("There is no lock to be had.");
    const renewed = keeper.credentials(id);
    await expect.poll(() => existsSync(path.join(codexHome, "renewal.lock"))).toBe(true);
    // Time enough for one that would not wait: its request would be with the issuer long since.
    for (let round = 0; round < 20; round += 1) await (await fetch(`${simulator.url}/codex/device`)).text();
    expect(refreshes()).toHaveLength(0);
    const next = issued("ann", 3600);
    write(next);
    await lock.release();
    expect((await renewed).accessToken).toBe(next.tokens.access_token);
    expect(refreshes()).toHaveLength(0);
  },
);

test.skipIf(process.platform === "win32")(
  "a login that came while ours was being renewed is newer and stays",
  async () => {
    const { keeper, id, write, issued, auth, simulator } = await startLinked(60);
    const newer = issued("ann", 3600);
    simulator.script.next({
      ...tokenEndpoint,
      when() {
        write(newer);
        return false;
      },
    });
    expect((await keeper.credentials(id)).accessToken).toBe(newer.tokens.access_token);
    expect(auth()).toEqual(newer);
  },
);

test.skipIf(process.platform === "win32")(
  "a refused token ends it until Codex is signed in again; that is noticed by itself",
  async () => {
    const { keeper, id, write, issued, store, simulator, refreshes } = await startLinked(60);
    simulator.script.next({ ...tokenEndpoint, reply: refreshRefused("refresh_token_reused") });
    const ended = { code: "sign_in_needed", advice: expect.stringContaining("codex login") as string };
    await expect(keeper.credentials(id)).rejects.toMatchObject(ended);
    await expect(keeper.credentials(id)).rejects.toMatchObject(ended);
    expect(refreshes()).toHaveLength(1);
    expect(store.get(id)?.deadSince).not.toBeNull();
    write(issued("ann"));
    expect((await keeper.credentials(id)).accountId).toBe(id);
    expect(store.get(id)?.deadSince).toBeNull();
  },
);

test("signed out of Codex, or in as somebody else: said in words, and over when the login is back", async () => {
  const { keeper, id, write, issued, authFile, auth } = await startLinked();
  const own = auth();
  const gone = { code: "sign_in_needed", message: expect.stringContaining("not signed in to ann") as string };
  rmSync(authFile);
  await expect(keeper.credentials(id)).rejects.toMatchObject(gone);
  write(issued("bob"));
  await expect(keeper.credentials(id)).rejects.toMatchObject(gone);
  write(own);
  expect((await keeper.credentials(id)).accessToken).toBe(own.tokens.access_token);
});

test("letting it go revokes nothing and leaves Codex's file as it is", async () => {
  const { store, id, authFile } = await startLinked();
  const before = readFileSync(authFile, "utf8");
  await removeAccount(
    {
      store,
      limits: { forget() {} },
      pool: { forget() {} },
      revokerOf: () => async () => expect.unreachable(),
    },
    id,
  );
  expect(store.all()).toEqual([]);
  expect(readFileSync(authFile, "utf8")).toBe(before);
});

test("an account that Switchyard is signed in to is not turned into a linked one; a sign-in replaces a link", async () => {
  const { store, simulator, id, codexHome } = await startLinked();
  await store.putLogin(loginOf(simulator, "ann"));
  expect(store.get(id)?.linked).toBeNull();
  await expect(linkCodex(store, codexHome)).rejects.toMatchObject({ code: "bad_request" });
});

test("without a login to follow it says what to do", async () => {
  const { store, write, codexHome, authFile } = await startLinked();
  write({ OPENAI_API_KEY: "made-up" });
  await expect(linkCodex(store, codexHome)).rejects.toMatchObject({ code: "import_unreadable" });
  rmSync(authFile);
  await expect(linkCodex(store, codexHome)).rejects.toMatchObject({
    message: expect.stringContaining("There is no") as string,
  });
});

test.skipIf(process.platform === "win32")("a lock is another program's until it lets go", async () => {
  const { codexHome } = await startLinked();
  const file = path.join(codexHome, "some.lock");
  const first = await takeFlock(file, 10_000);
  if (first === null || first === "unavailable") throw new Error("There is no lock to be had.");
  onTestFinished(() => first.release());
  expect(await takeFlock(file, 50)).toBeNull();
  await first.release();
  const second = await takeFlock(file, 10_000);
  expect(second).not.toBeNull();
  if (second !== null && second !== "unavailable") await second.release();
});
