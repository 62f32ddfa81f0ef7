import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createTokenKeeper } from "../../src-main/accounts/renewal/token-keeper.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { refreshRefused } from "../../src-main/simulator/oauth/oauth-tokens.ts";
import type { Reply } from "../../src-main/simulator/answers/reply.ts";
import { loginOf, startAccounts } from "./bench.ts";

const tokenEndpoint = { method: "POST", path: "/oauth/token" };
const minute = 60_000;

test("five minutes before the end the token is renewed, a second earlier it is not", async () => {
  const { signIn, keeper, refreshes, clock } = await startAccounts();
  const id = await signIn("ann", 3600);
  const first = (await keeper.credentials(id)).accessToken;
  clock.advance(55 * minute - 1000);
  expect((await keeper.credentials(id)).accessToken).toBe(first);
  expect(refreshes()).toHaveLength(0);
  clock.advance(1000);
  expect((await keeper.credentials(id)).accessToken).not.toBe(first);
  expect(refreshes().map((request) => request.body)).toMatchObject([
    { grant_type: "refresh_token", refresh_reason: "proactive_expiry" },
  ]);
});

test("fifty requests at once cost one renewal and all get its token", async () => {
  const { signIn, keeper, refreshes } = await startAccounts();
  const id = await signIn("ann", 60);
  const all = await Promise.all(Array.from({ length: 50 }, () => keeper.credentials(id)));
  expect(new Set(all.map((each) => each.accessToken)).size).toBe(1);
  expect(refreshes()).toHaveLength(1);
});

test("accounts are renewed one after the other, each on disk before the next begins", async () => {
  const { signIn, keeper, refreshes, simulator, file } = await startAccounts();
  const [ann, bob] = [await signIn("ann", 60), await signIn("bob", 60)];
  const seen: string[] = [];
  simulator.script.next({
    ...tokenEndpoint,
    always: true,
    when() {
      seen.push(readFileSync(file, "utf8"));
      return false;
    },
  });
  await Promise.all([keeper.credentials(ann), keeper.credentials(bob)]);
  expect(refreshes()).toHaveLength(2);
  expect(seen[0]).toMatch(/rt_fake\.ann\.\w+\.0"/);
  expect(seen[1]).toMatch(/rt_fake\.ann\.\w+\.1"/);
  expect(seen[1]).toMatch(/rt_fake\.bob\.\w+\.0"/);
});

test("the successor is on disk when its access token is handed out", async () => {
  const { signIn, keeper, store, onDisk } = await startAccounts();
  const id = await signIn("ann", 60);
  const { accessToken } = await keeper.credentials(id);
  expect(onDisk()).toContain(accessToken);
  expect(onDisk()).toContain(store.get(id)?.tokens?.refreshToken);
  expect(store.get(id)?.tokens?.refreshToken).toMatch(/\.1$/);
});

const invalidGrant: Reply = { status: 400, body: { error: "invalid_grant" } };
test.each([
  ["reused", refreshRefused("refresh_token_reused")],
  ["expired", refreshRefused("refresh_token_expired")],
  ["invalidated", refreshRefused("refresh_token_invalidated")],
  ["of an invalid grant", invalidGrant],
])("a refresh token that is %s ends the login and is never tried again", async (_, reply) => {
  const { signIn, keeper, store, simulator, refreshes, clock } = await startAccounts();
  const id = await signIn("ann", 60);
  simulator.script.next({ ...tokenEndpoint, reply });
  await expect(keeper.credentials(id)).rejects.toMatchObject({ code: "sign_in_needed" });
  clock.advance(60 * minute);
  await expect(keeper.credentials(id)).rejects.toMatchObject({ code: "sign_in_needed" });
  await expect(keeper.recover(id, "any")).rejects.toMatchObject({ code: "sign_in_needed" });
  expect(refreshes()).toHaveLength(1);
  expect(store.get(id)?.deadSince).not.toBeNull();
});

const cut = { reply: { status: 503, body: "" }, cutAfterBytes: 0 };
test.each([
  ["503", { reply: { status: 503, body: "" } }],
  ["429", { reply: { status: 429, body: { error: "rate_limited" } } }],
  ["401 without a word of the issuer", { reply: { status: 401, body: "<html>Unauthorized</html>" } }],
  ["403 with a page", { reply: { status: 403, body: "<html>blocked</html>" } }],
  ["a cut connection", cut],
])("after %s the old token serves while it lasts, and the next try waits", async (_, behaviour) => {
  const { signIn, keeper, simulator, refreshes, clock, store } = await startAccounts();
  const id = await signIn("ann", 120);
  const old = store.get(id)?.tokens?.accessToken;
  simulator.script.next({ ...tokenEndpoint, ...behaviour });
  expect((await keeper.credentials(id)).accessToken).toBe(old);
  expect((await keeper.credentials(id)).accessToken).toBe(old);
  expect(refreshes()).toHaveLength(1);
  clock.advance(30_000);
  expect((await keeper.credentials(id)).accessToken).not.toBe(old);
  expect(refreshes()).toHaveLength(2);
});

test("an expired token is never handed out: the failure is told, the login stays", async () => {
  const { signIn, keeper, simulator, clock, store, refreshes } = await startAccounts();
  const id = await signIn("ann", 60);
  clock.advance(2 * minute);
  const failure = { code: "network", message: expect.stringContaining("status 503") as string };
  simulator.script.next({ ...tokenEndpoint, reply: { status: 503, body: "" } });
  await expect(keeper.credentials(id)).rejects.toMatchObject(failure);
  expect(store.get(id)?.deadSince).toBeNull();
  // Asked again at once it only repeats what it knows.
  await expect(keeper.credentials(id)).rejects.toMatchObject(failure);
  expect(refreshes()).toHaveLength(1);
  clock.advance(1000);
  expect((await keeper.credentials(id)).accountId).toBe(id);
});

test("the pauses between tries grow and are bounded, and begin anew after a success", async () => {
  const { signIn, keeper, simulator, clock, refreshes } = await startAccounts();
  const id = await signIn("ann", 60);
  clock.advance(2 * minute);
  const outage = simulator.script.next({ ...tokenEndpoint, always: true, reply: { status: 503, body: "" } });
  const tries: number[] = [];
  for (let second = 0; second < 400; second += 1) {
    const before = refreshes().length;
    await keeper.credentials(id).catch(() => {});
    if (refreshes().length > before) tries.push(second);
    clock.advance(1000);
  }
  expect(tries).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]);
  outage.remove();
  clock.advance(minute);
  await keeper.credentials(id);
});

test("a token the backend refused is renewed once for all who held it", async () => {
  const { signIn, keeper, refreshes } = await startAccounts();
  const id = await signIn("ann");
  const { accessToken } = await keeper.credentials(id);
  const recovered = await Promise.all(Array.from({ length: 20 }, () => keeper.recover(id, accessToken)));
  expect(new Set(recovered.map((each) => each.accessToken)).size).toBe(1);
  expect(recovered[0]?.accessToken).not.toBe(accessToken);
  expect(refreshes().map((request) => request.body)).toMatchObject([
    { refresh_reason: "unauthorized_recovery" },
  ]);
  // Late comers with the old token take the one that came since.
  expect(await keeper.recover(id, accessToken)).toEqual(recovered[0]);
  expect(refreshes()).toHaveLength(1);
});

test("what a renewal leaves out stays as it was", async () => {
  const { signIn, keeper, simulator, store } = await startAccounts();
  const id = await signIn("ann", 60);
  const before = store.get(id)?.tokens;
  const fresh = simulator.issueTokens("ann").accessToken;
  simulator.script.next({ ...tokenEndpoint, reply: { status: 200, body: { access_token: fresh } } });
  await keeper.credentials(id);
  expect(store.get(id)?.tokens).toMatchObject({
    accessToken: fresh,
    refreshToken: before?.refreshToken,
    idToken: before?.idToken,
  });
});

test("a renewal tells the plan anew", async () => {
  const { signIn, keeper, simulator, store } = await startAccounts();
  const id = await signIn("ann", 60);
  simulator.account("ann").plan = "pro";
  await keeper.credentials(id);
  expect(store.get(id)?.plan).toBe("pro");
});

test.each([
  ["successful", {}],
  ["refused", { reply: refreshRefused("refresh_token_reused") }],
])("a sign-in during a %s renewal wins", async (_, behaviour) => {
  const { signIn, keeper, simulator, store } = await startAccounts();
  const id = await signIn("ann", 60);
  const gate = createGate();
  simulator.script.next({ ...tokenEndpoint, ...behaviour, headersGate: gate });
  const renewed = keeper.credentials(id);
  await gate.reached;
  const login = loginOf(simulator, "ann");
  await store.putLogin(login);
  gate.open();
  expect((await renewed).accessToken).toBe(login.tokens.accessToken);
  expect(store.get(id)).toMatchObject({ tokens: login.tokens, deadSince: null });
});

test("a renewed login that could not be written is written later, not renewed again", async () => {
  const { signIn, keeper, store, file, refreshes, onDisk, clock } = await startAccounts();
  const id = await signIn("ann", 60);
  const old = store.get(id)?.tokens?.accessToken;
  const folder = path.dirname(file);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "in the way");
  expect((await keeper.credentials(id)).accessToken).toBe(old);
  rmSync(folder);
  mkdirSync(folder);
  clock.advance(30_000);
  const { accessToken } = await keeper.credentials(id);
  expect(accessToken).not.toBe(old);
  expect(onDisk()).toContain(accessToken);
  expect(refreshes()).toHaveLength(1);
});

test("a login without a refresh token serves to its end and then asks for a sign-in", async () => {
  const { keeper, simulator, store, clock, refreshes } = await startAccounts();
  const login = loginOf(simulator, "ann", 120);
  const { id } = await store.putLogin({ ...login, tokens: { ...login.tokens, refreshToken: null } });
  expect((await keeper.credentials(id)).accessToken).toBe(login.tokens.accessToken);
  expect(store.get(id)?.deadSince).toBeNull();
  clock.advance(3 * minute);
  await expect(keeper.credentials(id)).rejects.toMatchObject({ code: "sign_in_needed" });
  expect(store.get(id)?.deadSince).not.toBeNull();
  expect(refreshes()).toHaveLength(0);
});

test("a renewal that breaks off before an answer leaves no page of the journal", async () => {
  const { signIn, store, file, clock } = await startAccounts();
  const id = await signIn("ann", 60);
  const keeper = createTokenKeeper({
    store,
    clock,
    folder: path.dirname(file),
    refresh: () => Promise.reject(new Error("broken off")),
  });
  await keeper.credentials(id).catch(() => {});
  expect(readdirSync(path.dirname(file)).filter((name) => name.startsWith("renewal-"))).toEqual([]);
});
