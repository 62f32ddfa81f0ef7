import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openAccountStore } from "../../src-main/accounts/account-store.ts";
import type { SecretBox } from "../../src-main/platform/ports.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { madeUpLogin, openStore } from "./bench.ts";

const newFile = async () => path.join(await temporaryFolder(), "accounts.json");

interface FileContent {
  activeId: string;
  accounts: Record<string, unknown>[];
  [key: string]: unknown;
}

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as FileContent;

/** A keychain that works while `locked` is false. */
function keychain(locked = false) {
  const box = {
    locked,
    async seal(plain: string) {
      if (box.locked) throw new Error("locked");
      return `sealed:${Buffer.from(plain).toString("base64")}`;
    },
    async open(sealed: string) {
      if (box.locked) throw new Error("locked");
      return Buffer.from(sealed.replace("sealed:", ""), "base64").toString();
    },
  } satisfies SecretBox & { locked: boolean };
  return box;
}

test("only its owner can read the file, and a second start finds what was stored", async () => {
  const file = await newFile();
  const store = await openStore(file);
  const { id, renewed } = await store.putLogin(madeUpLogin("ann", "w1"), "work");
  expect(renewed).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await openStore(file);
  expect(again.all()).toEqual(store.all());
  expect(again.activeId()).toBe(id);
});

test("the same person in the same workspace is renewed, in another workspace added", async () => {
  const store = await openStore(await newFile());
  const first = await store.putLogin(madeUpLogin("ann", "w1"), "work");
  await store.markDead(first.id, 5, store.get(first.id)?.tokens ?? null);
  await store.setPaused(first.id, true);
  const tokens = { ...madeUpLogin("ann", "w1").tokens, accessToken: "a newer one" };
  expect(await store.putLogin(madeUpLogin("ann", "w1", { tokens }))).toEqual({ id: first.id, renewed: true });
  expect(store.get(first.id)).toMatchObject({ label: "work", paused: true, deadSince: null, tokens });
  const second = await store.putLogin(madeUpLogin("ann", "w2"));
  expect(second.renewed).toBe(false);
  expect(store.all().map((account) => [account.email, account.workspaceId])).toEqual([
    ["ann@example.com", "w1"],
    ["ann@example.com", "w2"],
  ]);
});

test("removing the active account makes the next one active", async () => {
  const store = await openStore(await newFile());
  const first = await store.putLogin(madeUpLogin("ann", "w1"));
  const second = await store.putLogin(madeUpLogin("bob", "w1"));
  await store.remove(first.id);
  expect(store.activeId()).toBe(second.id);
  await store.remove(second.id);
  expect([store.activeId(), store.all()]).toEqual([null, []]);
});

test("keys of a newer version survive a rewrite, at every level", async () => {
  const file = await newFile();
  const first = await openStore(file);
  const { id } = await first.putLogin(madeUpLogin("ann", "w1"));
  const content = read(file);
  const [account] = content.accounts;
  const tokens = { ...(account?.["tokens"] as object), provenance: { issuer: "x" } };
  const extended = { ...content, order: ["a"], accounts: [{ ...account, tokens, colour: "green" }] };
  writeFileSync(file, JSON.stringify(extended));
  const store = await openStore(file);
  await store.setLabel(id, "new");
  expect(read(file)).toEqual({
    ...extended,
    accounts: [{ ...account, tokens, colour: "green", label: "new" }],
  });
});

test.each([
  ["no JSON", "{ this is no JSON"],
  ["not ours", JSON.stringify({ hello: 1 })],
  ["of a later form", JSON.stringify({ version: 2, activeId: null, accounts: [{ id: 5 }] })],
])("a file that is %s is set aside whole, and the app starts without accounts", async (_, text) => {
  const file = await newFile();
  writeFileSync(file, text);
  let kept = "";
  const options = { file, secretBox: null, now: () => 0, onSetAside: (name: string) => void (kept = name) };
  const store = await openAccountStore(options);
  expect(store.all()).toEqual([]);
  await store.putLogin(madeUpLogin("ann", "w1"));
  expect(readFileSync(kept, "utf8")).toBe(text);
  expect(read(file).accounts).toHaveLength(1);
});

test("tokens are sealed where there is a keychain, and nowhere else in the file", async () => {
  const file = await newFile();
  const store = await openStore(file, keychain());
  const { id } = await store.putLogin(madeUpLogin("ann", "w1"));
  expect(store.sealed).toBe(true);
  expect(readFileSync(file, "utf8")).not.toMatch(/access-of|refresh-of/);
  const again = await openStore(file, keychain());
  expect(again.get(id)?.tokens?.accessToken).toBe("access-of-ann-w1");
});

test.each([
  ["without a keychain", null],
  ["with a locked keychain", keychain(true)],
])("%s a sealed login is there, cannot be used and is never lost", async (_, box) => {
  const file = await newFile();
  const { id } = await (await openStore(file, keychain())).putLogin(madeUpLogin("ann", "w1"));
  const sealed = read(file).accounts[0]?.["sealedTokens"];
  const store = await openStore(file, box);
  expect(store.get(id)?.tokens).toBeNull();
  await store.setLabel(id, "new");
  await store.putLogin(madeUpLogin("bob", "w1"));
  expect(read(file).accounts[0]).toMatchObject({ sealedTokens: sealed, label: "new" });
  const opened = await openStore(file, keychain());
  expect(opened.all().map((account) => account.tokens?.accessToken)).toEqual([
    "access-of-ann-w1",
    "access-of-bob-w1",
  ]);
});

test("a proxy's password is sealed as tokens are; where it cannot be opened nothing goes another way", async () => {
  const file = await newFile();
  const address = "http://me:not-a-real-one@127.0.0.1:3128";
  const store = await openStore(file, keychain());
  const { id } = await store.putLogin(madeUpLogin("ann", "w1"));
  await store.setProxy(id, address);
  expect(readFileSync(file, "utf8")).not.toContain("not-a-real-one");
  expect((await openStore(file, keychain())).get(id)?.proxy).toBe(address);

  const locked = await openStore(file, keychain(true));
  expect(locked.get(id)?.proxy).toBe("sealed");
  await locked.setLabel(id, "new");
  expect((await openStore(file, keychain())).get(id)).toMatchObject({ proxy: address, label: "new" });

  await locked.setProxy(id, null);
  expect((await openStore(file, keychain())).get(id)?.proxy).toBeNull();
  // Without a password there is nothing to hide.
  await store.setProxy(id, "socks5://127.0.0.1:1080");
  expect(read(file).accounts[0]?.["proxy"]).toBe("socks5://127.0.0.1:1080");
});

test("signing in again replaces a login that was sealed elsewhere", async () => {
  const file = await newFile();
  await (await openStore(file, keychain())).putLogin(madeUpLogin("ann", "w1"));
  const store = await openStore(file);
  expect((await store.putLogin(madeUpLogin("ann", "w1"))).renewed).toBe(true);
  const again = await openStore(file);
  expect(again.all().map((account) => account.tokens?.accessToken)).toEqual(["access-of-ann-w1"]);
  expect(readFileSync(file, "utf8")).not.toContain("sealedTokens");
});

test("switching sealing off opens what was sealed and writes it plainly", async () => {
  const file = await newFile();
  const { id } = await (await openStore(file, keychain())).putLogin(madeUpLogin("ann", "w1"));
  const store = await openStore(file, keychain(), false);
  expect(store.sealed).toBe(false);
  await store.setLabel(id, "plain");
  expect(read(file).accounts[0]).toMatchObject({ tokens: { accessToken: "access-of-ann-w1" } });
});

test("a keychain that locks while the app runs costs no login", async () => {
  const file = await newFile();
  const box = keychain();
  const store = await openStore(file, box);
  box.locked = true;
  const { id } = await store.putLogin(madeUpLogin("ann", "w1"));
  expect((await openStore(file)).get(id)?.tokens?.accessToken).toBe("access-of-ann-w1");
  box.locked = false;
  await store.setLabel(id, "sealed again");
  expect(readFileSync(file, "utf8")).not.toContain("access-of-ann-w1");
});

test("changes made at once happen in their order and none is lost", async () => {
  const file = await newFile();
  const store = await openStore(file);
  const names = Array.from({ length: 30 }, (_, index) => `user-${String(index).padStart(2, "0")}`);
  const added = await Promise.all(names.map((name) => store.putLogin(madeUpLogin(name, "w1"))));
  await Promise.all([
    ...added.map(({ id }, index) => store.setLabel(id, `label ${index}`)),
    store.setActive(added[7]?.id ?? ""),
    store.remove(added[3]?.id ?? ""),
    store.settled(),
  ]);
  const { accounts, activeId } = read(file);
  expect(accounts.map((account) => account["userId"])).toEqual(names.toSpliced(3, 1));
  expect(accounts.map((account) => account["label"])).toEqual(
    names.map((_, index) => `label ${index}`).toSpliced(3, 1),
  );
  expect(activeId).toBe(added[7]?.id);
});

test("listeners hear of a change when it is on disk, and one that fails changes nothing", async () => {
  const file = await newFile();
  const store = await openStore(file);
  const heard: unknown[] = [];
  store.changed(() => heard.push(read(file).accounts[0]?.["label"]));
  const { id } = await store.putLogin(madeUpLogin("ann", "w1"));
  await store.setLabel(id, "one");
  expect(heard).toEqual([null, "one"]);
  const nowhere = await openStore(path.join(file, "no-folder.json")).catch((error: unknown) => error);
  expect(nowhere).toBeInstanceOf(Error);
});

test("kill -9 in the middle of writing leaves a whole file, thirty times out of thirty", async () => {
  const file = await newFile();
  await (await openStore(file)).putLogin(madeUpLogin("ann", "w1"));
  for (let round = 0; round < 30; round += 1) {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "write-loop.ts"), file]);
    const ended = once(child, "exit");
    await Promise.race([once(child.stdout, "data"), ended]);
    await delay(round % 6);
    child.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(read(file).accounts).toMatchObject([
      { userId: "ann", tokens: { accessToken: "access-of-ann-w1" } },
    ]);
  }
  await openStore(file);
  // Half-written copies hold tokens: they do not lie around.
  expect(readdirSync(path.dirname(file))).toEqual(["accounts.json"]);
});
