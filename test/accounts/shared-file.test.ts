/** Several stores over one accounts.json, as several processes have them. */
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/switchyard.ts";
import { madeUpLogin, openStore } from "./bench.ts";

const writers = 4;
const rounds = 10;

test("no change of one store undoes another's, and all end with the same", async () => {
  const file = path.join(await temporaryFolder(), "accounts.json");
  const stores = await Promise.all(Array.from({ length: writers }, () => openStore(file)));
  await Promise.all(
    stores.map(async (store, writer) => {
      for (let round = 0; round < rounds; round += 1) {
        await store.putLogin(madeUpLogin(`u${writer}-${round}`, "workspace"), `label ${writer}-${round}`);
      }
    }),
  );
  await Promise.all(stores.map((store) => store.adopt()));
  const labels = (store: (typeof stores)[number]) => store.all().map((account) => account.label);
  expect(labels(await openStore(file))).toHaveLength(writers * rounds);
  for (const store of stores) expect(labels(store)).toEqual(labels(await openStore(file)));
});

test("a login that another process renewed is neither overwritten nor declared dead by an older view", async () => {
  const file = path.join(await temporaryFolder(), "accounts.json");
  const [ours, theirs] = [await openStore(file), await openStore(file)];
  const old = madeUpLogin("ann", "workspace");
  const { id } = await ours.putLogin(old);
  await theirs.adopt();
  const renewed = { ...old.tokens, accessToken: "renewed", refreshToken: "renewed-too", refreshedAt: 2_000 };
  await theirs.putTokens(id, old.tokens, { tokens: renewed });
  await ours.putTokens(id, old.tokens, { tokens: { ...old.tokens, accessToken: "late" } });
  await ours.markDead(id, 3_000, old.tokens);
  await ours.setLabel(id, "still");
  for (const store of [ours, await openStore(file)]) {
    expect(store.get(id)).toMatchObject({ tokens: renewed, deadSince: null, label: "still" });
  }
});
