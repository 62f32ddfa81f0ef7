/**
 * 10,000 mixed requests over five accounts that fail at random, by a seed: each is answered exactly once, none is
 * lost, none is begun anew after its first output, and no account is asked that is certain to be used up.
 */
import { expect, onTestFinished, test } from "vitest";
import { Agent, request } from "undici";
import { openAccountServices, type AccountServices } from "../../src-main/compose/account-services.ts";
import { openBudgets } from "../../src-main/compose/open-budgets.ts";
import { openFoundation } from "../../src-main/compose/foundation.ts";
import { createClosing } from "../../src-main/platform/closing.ts";
import type { ComposeOptions } from "../../src-main/compose/options.ts";
import { importFiles } from "../../src-main/accounts/account-actions.ts";
import { createBodyRooms } from "../../src-main/gateway/http/body-room.ts";
import { createResponseStore } from "../../src-main/gateway/turn/response-store.ts";
import { createGatewayServer } from "../../src-main/gateway/http/server.ts";
import type { RunningProvider } from "../../src-main/gateway/turn/running-provider.ts";
import type { Credentials } from "../../src-main/platform/credentials.ts";
import { createRequestLog } from "../../src-main/logs/request-log.ts";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { createProviderRegistry } from "../../src-main/providers/registry.ts";
import { createPlatformClient } from "../../src-main/providers/openai/platform-client.ts";
import { isConfirmed } from "../../src-main/limits/limit-tracker.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";
import { authJson, hello, temporaryFolder } from "../support/switchyard.ts";

const total = 10_000;
const atOnce = 16;
const ids = ["one", "two", "three", "four", "five"];

/** What goes wrong, each with its share of all calls. */
function faults(clock: ManualClock): [number, Behaviour][] {
  const limit = () => ({ plan: "plus", now: clock.now(), resetsAt: clock.now() + 90_000 });
  return [
    [0.01, { reply: () => failures.usageLimit(limit()) }],
    [0.01, { reply: failures.rateLimit(3) }],
    [0.02, { reply: failures.overloaded() }],
    [0.02, { reply: failures.serverError() }],
    [0.01, { reply: failures.forbidden() }],
    [0.01, { cutAfterBytes: 0 }],
    [0.01, { cutAfterEvents: 1 }],
    [
      0.01,
      {
        get end() {
          return streamFailures.usageLimit(limit());
        },
        endAfterOutputEvents: 0,
      },
    ],
    [0.02, { end: streamFailures.overloaded(), endAfterOutputEvents: 0 }],
    [0.02, { end: streamFailures.overloaded(), endAfterOutputEvents: 4, splitEveryBytes: 200 }],
    [0.02, { cutAfterEvents: 8, splitEveryBytes: 200 }],
    [0.002, { reply: failures.tokenExpired() }],
    [0.01, { reply: { status: 400, body: { detail: "Unsupported parameter: x" } } }],
  ];
}

async function startGateway(clock: ManualClock) {
  const simulator = await startSimulator({
    accounts: ids.map((id) => ({ id })),
    clock,
    logLimit: 1,
  });
  onTestFinished(() => simulator.close());
  const options: ComposeOptions = {
    version: "0.0.0-test",
    dataFolder: await temporaryFolder(),
    clock,
    env: {
      SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
      SWITCHYARD_PORT: "0",
      SWITCHYARD_LOG_LEVEL: "silent",
    },
    oneCommand: true,
  };
  const closing = createClosing();
  onTestFinished(() => closing.close());
  const foundation = await openFoundation(options, closing);
  const accounts = await openAccountServices(options, foundation, async () => {}, closing);
  for (const id of ids) {
    await importFiles(accounts.store, { files: [{ name: id, text: authJson(simulator, id) }] }, clock.now());
  }
  const used: { accountId: string; usedUp: boolean }[] = [];
  const log = createRequestLog(foundation.now);
  const rows: RequestRow[] = [];
  log.listen((row) => {
    if (row.outcome !== "running") rows.push(row);
  });
  const gateway = createGatewayServer({
    ...accounts,
    ...watched(accounts, used),
    version: options.version,
    settings: foundation.settings,
    sawCodex: foundation.codexVersion.saw,
    platform: createPlatformClient({
      base: foundation.hosts.platform,
      dispatcher: foundation.exit.dispatcher,
    }),
    responses: createResponseStore(),
    log,
    usage: { report: () => expect.unreachable() },
    logger: foundation.logger,
    clock,
    bodyLimit: () => 1024 * 1024,
    bodies: createBodyRooms(() => 1024 * 1024),
    batchFolder: foundation.files.batches,
    onSetAside: foundation.tellSetAside,
    budgets: await openBudgets(
      foundation,
      createBodyRooms(() => 1024 * 1024),
      closing,
    ),
    agents: () => expect.unreachable(),
  });
  closing.defer(async () => void (await gateway.stop()));
  const { baseUrl, problem } = await gateway.start();
  expect(problem).toBeNull();
  const { store, pool } = accounts;
  return { url: baseUrl.replace(/\/v1$/, ""), simulator, store, pool, rows, used };
}

/** The accounts' provider and client, noting whether an account was certain to be used up when it was asked. */
function watched(accounts: AccountServices, used: { accountId: string; usedUp: boolean }[]) {
  const { codex, limits, providers, now } = accounts;
  const note = (accountId: string) => {
    const limit = limits.limitOf(accountId, null);
    used.push({ accountId, usedUp: limit !== null && isConfirmed(limit, now()) });
  };
  const { provider } = providers.accounts;
  const served: typeof provider = {
    ...provider,
    respond(...given) {
      note(given[0].accountId);
      return provider.respond(...given);
    },
  };
  return {
    providers: createProviderRegistry<RunningProvider, RunningProvider<Credentials>>(
      { ...providers.accounts, provider: served },
      () => [],
    ),
    codex: {
      ...codex,
      raw(...given: Parameters<typeof codex.raw>) {
        note(given[0].accountId);
        return codex.raw(...given);
      },
    },
  };
}

const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }];
const wire = { model: "gpt-5.5", instructions: "Brief.", input, store: false, stream: true };
type Kind = [path: string, body: (stream: boolean) => object, headers: Record<string, string>];
const kinds: [Kind, ...Kind[]] = [
  ["/v1/chat/completions", (stream) => ({ ...hello, stream }), {}],
  ["/v1/responses", (stream) => ({ model: "gpt-5.5", input: "hi", stream, store: false }), {}],
  [
    "/v1/messages",
    (stream) => ({ model: "claude-opus-5-5", max_tokens: 9, messages: hello.messages, stream }),
    { "anthropic-version": "2023-06-01" },
  ],
  ["/codex/v1/responses", () => wire, { version: "0.169.0" }],
];

test(`${total} requests over five failing accounts`, { timeout: 360_000 }, async () => {
  const clock = manualClock();
  const { url, simulator, store, pool, rows, used } = await startGateway(clock);
  const roll = seededNumbers(20_260_105);
  for (const [share, behaviour] of faults(clock)) {
    simulator.script.next(Object.assign(behaviour, { always: true, when: () => roll() < share }));
  }
  const agent = new Agent({ connections: atOnce });
  onTestFinished(() => agent.destroy());

  let answered = 0;
  async function send(index: number): Promise<void> {
    const [path, body, headers] = kinds[Math.floor(roll() * kinds.length)] ?? kinds[0];
    const stream = roll() < 0.5 || path.startsWith("/codex");
    const response = await request(url + path, {
      method: "POST",
      dispatcher: agent,
      headers: { "content-type": "application/json", "session-id": `s${index % 400}`, ...headers },
      body: JSON.stringify(body(stream)),
    });
    const text = await response.body.text().catch(() => "");
    answered += 1;
    if (response.statusCode === 200 && stream) expect(endings(path, text), text).toBeLessThanOrEqual(1);
  }
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < total; index = next++) {
      if (index % 8 === 0) clock.advance(6000);
      await send(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));

  expect(answered).toBe(total);
  await expect.poll(() => rows.length).toBe(total);
  expect(new Set(rows.map((row) => row.id)).size).toBe(total);
  expect(used.filter((each) => each.usedUp)).toEqual([]);
  // Every call to the backend belongs to one request, and only the last of a request can have served it.
  expect(used).toHaveLength(rows.reduce((sum, row) => sum + row.tries.length, 0));
  for (const { outcome, tries } of rows) {
    const served = tries.map((attempt) => attempt.outcome);
    expect(served.slice(0, -1).every((each) => each === "failed")).toBe(true);
    if (outcome === "ok") expect(served.at(-1)).toBe("ok");
    else expect(served.at(-1) ?? "failed").toBe("failed");
  }
  const ok = rows.filter((row) => row.outcome === "ok");
  expect(ok.length).toBeGreaterThan(total * 0.8);
  expect(ok.filter((row) => row.tries.length > 1).length).toBeGreaterThan(500);
  expect(new Set(ok.map((row) => row.accountId)).size).toBe(ids.length);
  expect(ids.map((_, index) => pool.running(store.all()[index]?.id ?? ""))).toEqual([0, 0, 0, 0, 0]);
});

/** Last words of a stream; more than one would be an answer given twice. */
function endings(path: string, text: string): number {
  const last = path.startsWith("/v1/chat")
    ? /^data: \[DONE\]|^data: \{"error"/gm
    : path.startsWith("/v1/messages")
      ? /^event: (message_stop|error)/gm
      : /^event: (response\.(completed|failed|incomplete)|error)/gm;
  return [...text.matchAll(last)].length;
}
