/** The admin API in process and over the console's HTTP: the same answers, the same failures. */
import { setMaxListeners } from "node:events";
import { createORPCClient, ORPCError, safe } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { describe, expect, test } from "vitest";
import type { AdminClient } from "../../src-main/compose/compose.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { postJson, startSwitchyard, hello, type Running } from "../support/switchyard.ts";

async function overHttp({ switchyard }: Running): Promise<AdminClient> {
  const { origin, hash } = new URL(switchyard.consoleLink());
  const code = { authorization: `Bearer ${hash.replace("#code=", "")}` };
  const session = await fetch(`${origin}/session`, { method: "POST", headers: code });
  const { token } = (await session.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers }));
}

const transports = [
  ["in process", (running: Running) => running.client],
  ["over HTTP", overHttp],
] as const;

describe.each(transports)("%s", (_, clientOf) => {
  test("accounts: use, pause, label, refresh, remove", async () => {
    const running = await startSwitchyard({ signIn: ["one", "two"] });
    const client = await clientOf(running);
    const [one, two] = await client.accounts.list();
    if (!one || !two) throw new Error("Two accounts were signed in.");
    expect([one.active, two.active]).toEqual([true, false]);
    const active = (await client.accounts.use({ id: two.id })).map((account) => account.active);
    expect(active).toEqual([false, true]);
    const paused = await client.accounts.setPaused({ id: one.id, paused: true });
    expect(paused[0]).toMatchObject({ paused: true, health: "paused" });
    expect((await client.accounts.setLabel({ id: one.id, label: "  work " }))[0]?.label).toBe("work");
    expect((await client.accounts.setLabel({ id: one.id, label: "" }))[0]?.label).toBeNull();
    const before = two.tokenExpiresAt;
    const refreshed = await client.accounts.refresh({ id: two.id });
    expect(refreshed.limits?.windows.map((window) => window.minutes)).toEqual([300, 10_080]);
    expect(refreshed.tokenExpiresAt).toBeGreaterThanOrEqual(before ?? Infinity);
    expect((await client.accounts.remove({ id: one.id })).map((account) => account.id)).toEqual([two.id]);
  });

  test("no view of an account holds a token", async () => {
    const running = await startSwitchyard();
    const text = JSON.stringify([
      await (await clientOf(running)).accounts.list(),
      await (await clientOf(running)).settings.get(),
      await (await clientOf(running)).app.info(),
    ]);
    expect(text).toContain("one@example.com");
    expect(text).not.toMatch(/rt_fake|eyJ/);
  });

  test("failures arrive with their code, words and advice", async () => {
    const client = await clientOf(await startSwitchyard({ signIn: [] }));
    const failure = async (work: Promise<unknown>) => {
      const { error } = await safe(work);
      if (!(error instanceof ORPCError)) throw new Error(`No failure of the API: ${String(error)}`);
      return { code: error.code as string, status: error.status, data: error.data as Problem };
    };
    expect(await failure(client.accounts.use({ id: "acc_none" }))).toEqual({
      code: "account_not_found",
      status: 422,
      data: {
        code: "account_not_found",
        message: "There is no account acc_none.",
        advice: expect.stringContaining("accounts list"),
      },
    });
    const text = JSON.stringify({ OPENAI_API_KEY: "not-a-real-key" });
    const imported = await client.accounts.importFiles({ files: [{ name: "auth.json", text }] });
    expect(imported).toMatchObject({ added: [], skipped: [{ problem: { code: "import_unreadable" } }] });
    const files = [{ name: "x", text: "no JSON" }];
    expect(await failure(client.accounts.importFiles({ files, fingerprint: "of another" }))).toMatchObject({
      data: { code: "import_changed" },
    });
    expect(await failure(client.signIn.paste({ address: "code=a&state=b" }))).toMatchObject({
      data: { code: "sign_in_expired" },
    });
    expect(await failure(client.models.refresh())).toMatchObject({ data: { code: "no_account" } });
    expect(await failure(client.settings.reset({ key: "no.such" }))).toMatchObject({
      data: { code: "bad_request" },
    });
    expect(await failure(client.app.quit())).toMatchObject({ data: { code: "bad_request" } });
    for (const url of ["http://example.com", "file:///etc/passwd", "javascript:alert(1)"])
      expect(await failure(client.app.openExternal({ url }))).toMatchObject({
        data: { code: "bad_request" },
      });
  });

  test("input that does not fit is refused before anything happens", async () => {
    const client = await clientOf(await startSwitchyard({ signIn: [] }));
    const wrong = [
      client.settings.update({ gateway: { port: 70_000 } }),
      client.settings.update({ gateway: { colour: "red" } } as object),
      client.accounts.setLabel({ id: "a", label: "x".repeat(81) }),
      client.requests.recent({ limit: 0 }),
    ];
    for (const work of wrong) await expect(work).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect((await client.settings.get()).origins["gateway.consolePort"]).toBe("environment");
  });

  test("settings: changed, told, reset", async () => {
    const client = await clientOf(await startSwitchyard({ signIn: [] }));
    const changed = await client.settings.update({ models: { default: "gpt-5.6-terra" } });
    expect(changed.values.models.default).toBe("gpt-5.6-terra");
    expect(changed.origins["models.default"]).toBe("settings");
    expect((await client.settings.reset({ key: "models.default" })).origins["models.default"]).toBe(
      "default",
    );
  });

  test("the gateway stops and starts, and the console goes on answering", async () => {
    const running = await startSwitchyard();
    const client = await clientOf(running);
    expect(await client.gateway.stop()).toMatchObject({ state: "stopped", startedAt: null });
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow("fetch failed");
    expect((await client.settings.get()).values.gateway.enabled).toBe(false);
    expect(await client.gateway.start()).toMatchObject({ state: "running", problem: null });
    expect((await client.settings.get()).values.gateway.enabled).toBe(true);
  });

  test("the feed tells of a request as it begins and ends, and ends when nobody listens", async () => {
    const running = await startSwitchyard();
    const client = await clientOf(running);
    const ending = new AbortController();
    setMaxListeners(0, ending.signal);
    const feed = await client.live.feed(undefined, { signal: ending.signal });
    const first = await feed.next();
    expect(first.value).toMatchObject({ type: "snapshot", state: { gateway: { state: "running" } } });
    const answer = await postJson(`${running.url}/v1/chat/completions`, hello);
    const id = answer.headers.get("x-request-id");
    for (;;) {
      const { value, done } = await feed.next();
      if (done) throw new Error("The feed has ended.");
      const rows = value.type === "change" ? value.requestRows : [];
      if (rows.some((row) => row.id === id && row.outcome === "ok")) break;
    }
    ending.abort();
    await feed.return?.(undefined).catch(() => {});
    expect((await client.requests.recent({ limit: 5 })).map((row) => row.id)).toEqual([id]);
  });
});
