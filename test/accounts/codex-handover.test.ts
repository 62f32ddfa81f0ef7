/** A login given to Codex and taken back: in one place at any time, nothing of Codex's file lost. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { takeFlock } from "../../src-main/platform/locks/flock.ts";
import { loginOf } from "./bench.ts";
import { startHandover } from "./handover-bench.ts";

// Where Codex's locks cannot be taken it is asked whether Codex runs.
describe.skipIf(process.platform === "win32")("giving a login to Codex", () => {
  test("it lies in Codex's file alone, private, and is followed and renewed there", async () => {
    const { signIn, apply, auth, authFile, store, onDisk, keeper, clock, refreshes } = await startHandover();
    const id = await signIn("ann", 3600);
    const before = store.get(id)?.tokens ?? expect.unreachable();
    await apply(id);
    expect(auth()).toMatchObject({
      auth_mode: "chatgpt",
      OPENAI_API_KEY: null,
      tokens: {
        id_token: before.idToken,
        access_token: before.accessToken,
        refresh_token: before.refreshToken,
        account_id: store.get(id)?.workspaceId,
      },
      last_refresh: new Date(before.refreshedAt).toISOString(),
    });
    expect(statSync(authFile).mode & 0o777).toBe(0o600);
    expect(onDisk()).not.toContain("rt_fake");
    expect((await keeper.credentials(id)).accessToken).toBe(before.accessToken);
    clock.advance(59 * 60_000);
    await keeper.credentials(id);
    expect(refreshes()).toHaveLength(1);
    expect(auth().tokens.refresh_token).toMatch(/\.1$/);
  });

  test("what was followed there is signed in here from then on; a copy is kept, unknown keys stay", async () => {
    const { signIn, apply, write, issued, link, auth, store, backups, codexHome, keeper } =
      await startHandover();
    const ann = await signIn("ann");
    const former = {
      ...issued("bob"),
      OPENAI_API_KEY: "sk-of-bob",
      personal: { kept: true },
    };
    former.tokens["login_owner_id"] = "of-bob";
    write(former);
    const bob = await link();
    await apply(ann);
    expect(auth()).toMatchObject({ personal: { kept: true }, OPENAI_API_KEY: null });
    expect(auth().tokens).not.toHaveProperty("login_owner_id");
    expect(store.get(ann)?.linked).toEqual({ codexHome });
    expect(store.get(bob)).toMatchObject({
      linked: null,
      tokens: { refreshToken: former.tokens.refresh_token },
    });
    expect((await keeper.credentials(bob)).accessToken).toBe(former.tokens.access_token);
    const [backup = ""] = backups();
    expect(JSON.parse(readFileSync(path.join(codexHome, backup), "utf8"))).toEqual(former);
    expect(statSync(path.join(codexHome, backup)).mode & 0o777).toBe(0o600);
  });

  test("undone, each is where it was, in its newest form", async () => {
    const { signIn, apply, undo, write, issued, link, auth, store, keeper, handover, codexHome } =
      await startHandover();
    const ann = await signIn("ann");
    write({ ...issued("bob"), personal: 1 });
    const bob = await link();
    await apply(ann);
    expect((await handover.look()).undo).toMatchObject({ applied: ann, former: { id: bob } });
    await keeper.refresh(bob);
    await undo();
    expect(auth()).toMatchObject({
      personal: 1,
      tokens: { refresh_token: expect.stringMatching(/\.1$/) as string },
    });
    expect([store.get(ann)?.linked, store.get(bob)?.linked]).toEqual([null, { codexHome }]);
    for (const id of [ann, bob]) {
      const held = await keeper.credentials(id);
      await keeper.refresh(id);
      expect((await keeper.credentials(id)).accessToken).not.toBe(held.accessToken);
    }
    expect((await handover.look()).undo).toBeNull();
    await expect(undo()).rejects.toMatchObject({ code: "bad_request" });
  });

  test("undone, a login nobody here knows, a key and nothing at all come back as they were", async () => {
    for (const former of ["stranger", "key", "nothing"] as const) {
      const { signIn, apply, undo, write, issued, auth, store, isThere, handover } = await startHandover();
      const ann = await signIn("ann");
      const content =
        former === "key" ? { auth_mode: "apikey", OPENAI_API_KEY: "sk-made-up" } : issued("bob");
      if (former !== "nothing") write(content);
      await apply(ann);
      const kinds = { stranger: "account", key: "api-key", nothing: "none" };
      expect((await handover.look()).undo?.former.kind).toBe(kinds[former]);
      await undo();
      expect(isThere() ? auth() : null).toEqual(former === "nothing" ? null : content);
      expect(store.get(ann)).toMatchObject({
        linked: null,
        tokens: { refreshToken: expect.any(String) as string },
      });
    }
  });

  test("an older login never replaces a newer one of the same account, neither way", async () => {
    const { signIn, apply, undo, write, issued, auth, clock, store, simulator } = await startHandover();
    const ann = await signIn("ann");
    clock.advance(60_000);
    const newer = issued("ann");
    write(newer);
    await expect(apply(ann)).rejects.toMatchObject({
      message: expect.stringContaining("newer login") as string,
    });
    expect(auth()).toEqual(newer);
    expect(store.get(ann)?.linked).toBeNull();

    clock.advance(60_000);
    await store.putLogin(loginOf(simulator, "ann"));
    await apply(ann);
    await expect(undo()).rejects.toMatchObject({ message: expect.stringContaining("newer login") as string });
    expect(auth().tokens.refresh_token).not.toBe(newer.tokens.refresh_token);
  });

  test("a login that was imported from that file is only followed from then on", async () => {
    const { write, issued, apply, auth, store, simulator, backups, handover } = await startHandover();
    const login = loginOf(simulator, "ann");
    const { id } = await store.putLogin(login);
    const content = issued("ann");
    content.tokens = {
      ...content.tokens,
      refresh_token: login.tokens.refreshToken ?? "",
      access_token: login.tokens.accessToken,
    };
    write(content);
    await apply(id);
    expect(auth()).toEqual(content);
    expect([backups(), store.get(id)?.linked !== null]).toEqual([[], true]);
    expect((await handover.look()).undo).toBeNull();
  });

  test("a link stays a link, the newest five copies are kept", async () => {
    const { signIn, apply, write, issued, authFile, codexHome, backups, clock, keeper, link, auth } =
      await startHandover();
    const [ann, real] = [await signIn("ann"), path.join(codexHome, "elsewhere/auth.json")];
    write(issued("bob"));
    mkdirSync(path.dirname(real));
    renameSync(authFile, real);
    symlinkSync(real, authFile);
    const bob = await link();
    for (let round = 0; round < 4; round += 1) {
      for (const id of [ann, bob]) {
        clock.advance(1000);
        await apply(id);
      }
    }
    expect(lstatSync(authFile).isSymbolicLink()).toBe(true);
    expect(backups()).toHaveLength(5);
    const { accessToken } = await keeper.credentials(bob);
    await keeper.recover(bob, accessToken);
    expect(lstatSync(authFile).isSymbolicLink()).toBe(true);
    expect(auth().tokens.refresh_token).toMatch(/\.1$/);
  });

  test("what Codex does not keep in the file is refused in words, before anything is touched", async () => {
    for (const kept of ["keyring", "auto", "ephemeral"] as const) {
      const { signIn, apply, handover, isThere, store, journal } = await startHandover(kept);
      const id = await signIn("ann");
      const words = kept === "ephemeral" ? "memory only" : "keyring";
      expect((await handover.preview(id)).refusal?.message).toContain(words);
      await expect(apply(id)).rejects.toMatchObject({
        advice: expect.stringContaining("codex login") as string,
      });
      expect([isThere(), store.get(id)?.linked]).toEqual([false, null]);
      expect(() => statSync(journal)).toThrow("ENOENT");
    }
  });

  test("the preview names what is there, what replaces it and where the copy goes", async () => {
    const { signIn, write, issued, link, handover, authFile, auth, codexHome } = await startHandover();
    const ann = await signIn("ann");
    expect(await handover.preview(ann)).toEqual({
      file: authFile,
      present: { kind: "none" },
      backup: null,
      comesHere: false,
      refusal: null,
    });
    const content = issued("bob");
    write(content);
    const bob = await link();
    expect(await handover.preview(ann)).toMatchObject({
      present: { kind: "account", id: bob, name: "bob@example.test" },
      backup: expect.stringMatching(/auth\.json\.switchyard-[\dTZ-]+\.bak$/) as string,
      comesHere: true,
      refusal: null,
    });
    expect(auth()).toEqual(content);
    chmodSync(authFile, 0o400);
    expect((await handover.preview(ann)).refusal?.message).toContain("read-only");
    expect(codexHome).toBe(path.dirname(authFile));
  });

  test("signed in otherwise since, there is nothing to undo", async () => {
    const { signIn, apply, undo, write, issued, auth, handover } = await startHandover();
    await apply(await signIn("ann"));
    const other = issued("bob");
    write(other);
    expect((await handover.look()).undo).toBeNull();
    await expect(undo()).rejects.toMatchObject({
      message: expect.stringContaining("signed in otherwise") as string,
    });
    expect(auth()).toEqual(other);
  });

  test("a login that has ended, or lacks a token, is not given away", async () => {
    const { signIn, apply, store, isThere, simulator } = await startHandover();
    const id = await signIn("ann");
    await store.markDead(id, 1, store.get(id)?.tokens ?? null);
    await expect(apply(id)).rejects.toMatchObject({ code: "sign_in_needed" });
    const login = loginOf(simulator, "ann");
    await store.putLogin({ ...login, tokens: { ...login.tokens, idToken: null } });
    await expect(apply(id)).rejects.toMatchObject({
      message: expect.stringContaining("lacks a token") as string,
    });
    expect(isThere()).toBe(false);
  });

  test("while Codex renews its login, that is waited for and not overwritten unseen", async () => {
    const { signIn, apply, write, issued, link, codexHome, store, simulator, auth } = await startHandover();
    const ann = await signIn("ann");
    const before = issued("bob");
    write(before);
    const bob = await link();
    const lock = await takeFlock(path.join(codexHome, "auth.lock"), 10_000);
    if (lock === null || lock === "unavailable") throw new Error("There is no lock to be had.");
    onTestFinished(() => lock.release());
    const applied = apply(ann);
    // Time enough for one that would not wait.
    for (let round = 0; round < 20; round += 1) await (await fetch(`${simulator.url}/codex/device`)).text();
    expect(auth()).toEqual(before);
    const renewed = issued("bob");
    write(renewed);
    await lock.release();
    await applied;
    expect(store.get(bob)?.tokens?.refreshToken).toBe(renewed.tokens.refresh_token);
  });

  test("a broken journal is no harm", async () => {
    const { journal, signIn, apply, handover, authFile } = await startHandover();
    writeFileSync(journal, "{");
    await handover.finish();
    await apply(await signIn("ann"));
    rmSync(authFile);
    expect((await handover.look()).undo).toBeNull();
  });
});
