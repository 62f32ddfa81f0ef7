import { describe, expect, it } from "vitest";
import { demoAccounts } from "../../src-main/simulator/accounts/demo-accounts.ts";
import type { Json } from "../../src-main/simulator/rules/json-shape.ts";
import { START } from "../support/manual-clock.ts";
import { jsonOf, send, startBench, turn } from "./harness.ts";

const spark = { limit: "bengalfox", name: "GPT-5.3-Codex-Spark", models: ["gpt-5.3-codex-spark"] };

describe("authorization", () => {
  it("wants a token, a good one, and the account it belongs to", async () => {
    const { simulator, get } = await startBench();
    expect((await send(`${simulator.codexBaseUrl}/wham/usage`)).status).toBe(401);
    expect((await get("/wham/usage", { authorization: "Bearer made.up.token" })).text).toContain(
      "token_invalidated",
    );
    const { workspaceId } = simulator.account("bob");
    expect((await get("/wham/usage", { "chatgpt-account-id": workspaceId })).status).toBe(401);
  });

  it("ends when the token expires or is revoked", async () => {
    const { simulator, clock, get } = await startBench();
    const short = simulator.issueTokens("ann", { expiresInSeconds: 60 });
    const headers = { authorization: `Bearer ${short.accessToken}` };
    expect((await get("/wham/usage", headers)).status).toBe(200);
    clock.advance(60_000);
    expect((await get("/wham/usage", headers)).text).toContain("token_expired");
    const other = simulator.issueTokens("ann");
    simulator.revokeTokens(other.refreshToken);
    expect((await get("/wham/usage", { authorization: `Bearer ${other.accessToken}` })).text).toContain(
      "token_revoked",
    );
  });
});

describe("limits", () => {
  it("move with every answer and are told in headers and usage alike", async () => {
    const windows = [
      { minutes: 300, usedPercent: 10, percentPerRequest: 5 },
      { minutes: 10_080, usedPercent: 40 },
    ];
    const bench = await startBench({ accounts: [{ id: "ann", windows }] });
    await bench.turn(turn("hi"));
    const { headers } = await bench.turn(turn("hi"));
    expect(headers["x-codex-primary-used-percent"]).toBe("15");
    expect(headers["x-codex-secondary-used-percent"]).toBe("40");
    expect(headers["x-codex-primary-reset-at"]).toBe(String(START / 1000 + 18_000));
    expect(jsonOf(await bench.get("/wham/usage"))).toMatchObject({
      email: "ann@example.test",
      plan_type: "plus",
      rate_limit: {
        allowed: true,
        limit_reached: false,
        primary_window: { used_percent: 20, limit_window_seconds: 18_000, reset_after_seconds: 18_000 },
        secondary_window: { used_percent: 40, limit_window_seconds: 604_800 },
      },
    });
  });

  it("stop an account until its window starts anew", async () => {
    const bench = await startBench({
      accounts: [{ id: "ann", windows: [{ minutes: 300, usedPercent: 100 }] }],
    });
    const refused = await bench.turn(turn("hi"));
    expect(refused.status).toBe(429);
    expect(jsonOf(refused)["error"]).toMatchObject({
      type: "usage_limit_reached",
      plan_type: "plus",
      resets_in_seconds: 18_000,
    });
    expect(refused.headers["x-codex-primary-used-percent"]).toBe("100");
    bench.clock.advance(300 * 60_000);
    const { headers } = await bench.turn(turn("hi"));
    expect(headers["x-codex-primary-used-percent"]).toBe("0");
    expect(headers["x-codex-primary-reset-at"]).toBe(String(START / 1000 + 36_000));
  });

  it("let credits carry on", async () => {
    const credits = { hasCredits: true, unlimited: false, balance: "3" };
    const windows = [{ minutes: 300, usedPercent: 100 }];
    const bench = await startBench({ accounts: [{ id: "ann", windows, credits }] });
    expect((await bench.turn(turn("hi"))).status).toBe(200);
  });

  it("count a metered model apart", async () => {
    const windows = [
      { minutes: 300, usedPercent: 1, percentPerRequest: 1 },
      { minutes: 300, usedPercent: 99, percentPerRequest: 1, meter: spark },
    ];
    const bench = await startBench({ accounts: [{ id: "ann", plan: "pro", windows }] });
    const metered = turn("hi", { model: "gpt-5.3-codex-spark" });
    expect((await bench.turn(metered)).headers["x-codex-bengalfox-limit-name"]).toBe(spark.name);
    const refused = await bench.turn(metered);
    expect(refused.status).toBe(429);
    expect(refused.headers["x-codex-active-limit"]).toBe("bengalfox");
    const usual = await bench.turn(turn("hi"));
    expect(usual.headers["x-codex-primary-used-percent"]).toBe("1");
    const [extra] = jsonOf(await bench.get("/wham/usage"))["additional_rate_limits"] as Json[];
    expect(extra).toMatchObject({ metered_feature: "codex_bengalfox", rate_limit: { limit_reached: true } });
  });

  it("follow what a test does to the account", async () => {
    const bench = await startBench();
    const account = bench.simulator.account("ann");
    account.exhausted = true;
    expect((await bench.turn(turn("hi"))).status).toBe(429);
    account.deactivated = true;
    expect((await bench.turn(turn("hi"))).status).toBe(402);
    expect(() => bench.simulator.account("nobody")).toThrow("nobody");
  });
});

describe("what the backend tells", () => {
  it("lists the workspaces of one person", async () => {
    const accounts = [{ id: "one", userId: "u" }, { id: "two", userId: "u" }, { id: "other" }];
    const bench = await startBench({ accounts });
    const body = jsonOf(await bench.get("/wham/accounts/check"));
    expect(body["account_ordering"]).toEqual([
      bench.simulator.account("one").workspaceId,
      bench.simulator.account("two").workspaceId,
    ]);
  });

  it("hides models from old clients and answers an unchanged catalog with 304", async () => {
    const bench = await startBench();
    const slugs = async (version: string): Promise<unknown[]> =>
      (jsonOf(await bench.get(`/codex/models?client_version=${version}`))["models"] as Json[]).map(
        (model) => model["slug"],
      );
    expect(await slugs("0.169.0")).toContain("gpt-6.1-sol");
    expect(await slugs("0.130.0")).toContain("gpt-5.5");
    expect(await slugs("0.130.0")).not.toContain("gpt-5.6-sol");
    expect(await slugs("0.0.0")).toEqual([]);
    const { headers } = await bench.get("/codex/models?client_version=0.169.0");
    const again = await bench.get("/codex/models?client_version=0.169.0", {
      "if-none-match": headers.etag ?? "",
    });
    expect(again.status).toBe(304);
    expect((await bench.turn(turn("hi"))).headers["x-models-etag"]).toBe(headers.etag);
  });

  it("gives every field the Codex CLI requires of a model", async () => {
    const bench = await startBench();
    const models = jsonOf(await bench.get("/codex/models?client_version=0.169.0"))["models"] as Json[];
    expect(models.length).toBeGreaterThan(8);
    for (const model of models) {
      expect(model).toMatchObject({
        slug: expect.any(String) as string,
        display_name: expect.any(String) as string,
        supported_reasoning_levels: expect.any(Array) as unknown[],
        shell_type: "unified_exec",
        visibility: expect.stringMatching(/^(list|hide)$/) as string,
        supported_in_api: true,
        priority: expect.any(Number) as number,
        support_verbosity: true,
        truncation_policy: { mode: "tokens", limit: 10_000 },
        experimental_supported_tools: [],
        base_instructions: expect.any(String) as string,
      });
    }
  });

  it("answers 404 for what it has not, 200 for telemetry and 426 for a GET that is no upgrade", async () => {
    const bench = await startBench();
    expect((await bench.get("/wham/settings/user")).status).toBe(404);
    expect((await bench.get("/nowhere")).text).toBe('{"detail":"Not Found"}');
    const telemetry = `${bench.simulator.codexBaseUrl}/codex/analytics-events/events`;
    expect((await send(telemetry, { method: "POST", body: "{}" })).status).toBe(200);
    expect((await bench.get("/codex/responses")).status).toBe(426);
    expect(bench.simulator.requests.last).toMatchObject({ method: "GET", status: 426, accountId: "ann" });
  });
});

describe("the demo accounts", () => {
  it("can all be signed in to, and answer or draw as their plan allows", async () => {
    const bench = await startBench({ accounts: demoAccounts });
    expect(bench.simulator.accounts).toHaveLength(4);
    for (const { id } of demoAccounts) {
      expect((await bench.turn(turn("hi"), bench.headersFor(id))).status).toBe(200);
    }
  });

  it("tell two workspaces of one e-mail apart", async () => {
    const { simulator } = await startBench({ accounts: demoAccounts });
    const [plus, team] = [simulator.account("robin-plus"), simulator.account("robin-team")];
    expect(plus.email).toBe(team.email);
    expect(plus.workspaceId).not.toBe(team.workspaceId);
  });

  it("run out of the free plan within a few prompts", async () => {
    const bench = await startBench({ accounts: demoAccounts });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      statuses.push((await bench.turn(turn("hi"), bench.headersFor("kim-free"))).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });
});
