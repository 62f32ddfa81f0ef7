import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { createTextSeal } from "../../../src-main/platform/text-seal.ts";
import {
  entryOf,
  openProviderStore,
  type NewProvider,
} from "../../../src-main/providers/store/provider-store.ts";
import { temporaryFolder } from "../../support/switchyard.ts";

const box = {
  seal: (plain: string) => Promise.resolve(Buffer.from(plain).toString("base64")),
  open: (sealed: string) => Promise.resolve(Buffer.from(sealed, "base64").toString()),
};

const given: NewProvider = {
  name: "router",
  kind: "openai",
  base: "https://example.com",
  keyHeader: "bearer",
  dialect: "chat",
  program: null,
  key: "made-up-key-number-one",
  label: null,
  accepted: false,
};

async function open(file: string, secretBox: typeof box | null = box) {
  const kept: string[] = [];
  const leftOut: string[] = [];
  const seal = createTextSeal(secretBox, true);
  const store = await openProviderStore({
    file,
    seal,
    now: () => 5,
    onSetAside: (at) => kept.push(at),
    onLeftOut: (name) => leftOut.push(name),
  });
  return { store, kept, leftOut };
}

test("keys are sealed on disk, in a file of the person's own, and there again after a start", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  const { store } = await open(file);
  const { id, slotId } = await store.add(given);
  await store.changeSlots(id, [slotId], { proxy: "http://me:made-up-password@proxy:1", paused: true });
  const text = await readFile(file, "utf8");
  expect(text).not.toContain(given.key);
  expect(text).not.toContain("made-up-password");
  if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await open(file);
  expect(again.store.all()).toEqual(store.all());
  expect(again.store.slots(id).all()).toMatchObject([{ id: slotId, paused: true, sealed: false }]);
});

test("a key that cannot be opened here stays in the file, and its slot is sealed", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  const { store } = await open(file);
  const { id } = await store.add(given);
  const locked = await open(file, null);
  expect(locked.store.slots(id).all()).toMatchObject([{ sealed: true }]);
  await locked.store.change(id, { name: "renamed" });
  expect((await open(file)).store.all()).toMatchObject([{ name: "renamed", slots: [{ key: given.key }] }]);
});

test("the first key that is not paused is the one in use; with none of them the first", async () => {
  const { store } = await open(path.join(await temporaryFolder(), "providers.json"));
  const one = await store.add(given);
  const two = await store.add({ ...given, key: "made-up-key-number-two" });
  await store.changeSlots(one.id, [one.slotId], { paused: true });
  expect(store.slots(one.id).activeId()).toBe(two.slotId);
  await store.changeSlots(one.id, [two.slotId], { paused: true });
  expect(store.slots(one.id).activeId()).toBe(one.slotId);
});

test("more keys of one name are slots, in the person's order; the last one takes the provider with it", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  const { store } = await open(file);
  const one = await store.add(given);
  const two = await store.add({ ...given, key: "made-up-key-number-two" });
  expect(two.id).toBe(one.id);
  await store.change(one.id, {}, { order: [two.slotId] });
  expect(store.slots(one.id).activeId()).toBe(two.slotId);
  await expect(store.add(given)).rejects.toThrow("has this key already");
  await expect(store.add({ ...given, base: null })).rejects.toThrow("There is a provider router already");
  await store.removeSlot(one.id, one.slotId);
  await store.removeSlot(one.id, two.slotId);
  expect(store.all()).toEqual([]);
  expect(store.slots(one.id).all()).toEqual([]);
});

test("what was learned is kept, and what the person has set goes before it", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  const { store } = await open(file);
  const { id } = await store.add(given);
  await store.learn(id, { noUsage: true, noTools: true });
  await store.change(id, { quirks: { noTools: false } });
  const provider = (await open(file)).store.get(id);
  expect(provider && entryOf(provider).quirks).toEqual({ noUsage: true, noTools: false });
});

test("a file that cannot be understood is set aside, and keys of a newer version are kept", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  await writeFile(file, "{ broken");
  const { store, kept } = await open(file);
  expect(store.all()).toEqual([]);
  expect(kept).toEqual([`${file}.unreadable-1`]);
  await writeFile(file, JSON.stringify({ version: 1, newer: 1, providers: [] }));
  const next = await open(file);
  await next.store.add(given);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ newer: 1 });
});

test("a provider of a newer version is left out and stays in the file, beside those that are understood", async () => {
  const file = path.join(await temporaryFolder(), "providers.json");
  const first = await open(file);
  await first.store.add(given);
  const content = JSON.parse(await readFile(file, "utf8")) as { providers: object[] };
  const newer = { id: "prv_new", name: "newer", kind: "of-tomorrow" };
  await writeFile(file, JSON.stringify({ ...content, providers: [newer, ...content.providers] }));
  const { store, kept, leftOut } = await open(file);
  expect(store.all()).toEqual(first.store.all());
  expect([kept, leftOut]).toEqual([[], ["newer"]]);
  await store.add({ ...given, name: "second" });
  const { providers } = JSON.parse(await readFile(file, "utf8")) as { providers: { name: string }[] };
  expect(providers.map(({ name }) => name).toSorted()).toEqual(["newer", "router", "second"]);
  expect(providers).toContainEqual(newer);
});

test("the first key of a provider that had none takes the empty place", async () => {
  const { store } = await open(path.join(await temporaryFolder(), "providers.json"));
  const { id, slotId } = await store.add({ ...given, key: null });
  const added = await store.add(given);
  expect(added).toEqual({ id, slotId });
  expect(store.get(id)?.slots).toMatchObject([{ key: given.key }]);
});
