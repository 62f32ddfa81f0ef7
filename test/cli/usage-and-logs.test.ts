/** `usage` and `logs` as real processes. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { usageDimensions } from "../../src-shared/usage-dimensions.ts";
import type { UsageReport } from "../../src-shared/contract/usage.ts";
import { csvCell } from "../../src-shared/csv.ts";
import { begin } from "../support/command-line.ts";
import { importAccount, signedIn, startServe } from "../support/command-place.ts";
import { hello, postJson } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

/** One request per account of two, by two clients. */
async function used() {
  const here = await signedIn();
  await importAccount(here, "two");
  await here.cli(["accounts", "label", "two@example.com", "work, at home"]);
  const serve = await startServe(here);
  const ask = (agent: string) =>
    postJson(`${serve.gateway}/chat/completions`, hello, { "user-agent": agent });
  expect((await ask("curl/8.9.1")).status).toBe(200);
  await here.cli(["accounts", "use", "two@example.com"]);
  // A conversation stays where it began: this is another one.
  const other = { ...hello, messages: [{ role: "user", content: "something else" }] };
  await postJson(`${serve.gateway}/chat/completions`, other, { "user-agent": "OpenAI/Python 2.1.0" });
  return { here, serve, ask };
}

test("usage by model, account and client, with names people know; beside serve and afterwards", async () => {
  const { here, serve } = await used();
  const byModel = await here.cli(["usage"]);
  expect(byModel.out).toMatch(/^Today: 2 requests, \d+ tokens in \(\d+ % cached\), \d+ out$/m);
  expect(byModel.out).toMatch(/^gpt-5\.5 +2 +0 /m);
  const byClient = await here.cli(["usage", "--by", "client", "--days", "1"]);
  expect(byClient.out).toMatch(/^Last 1 days: 2 requests/m);
  for (const name of ["curl", "OpenAI SDK \\(Python\\)"])
    expect(byClient.out).toMatch(new RegExp(`^${name} +1 `, "m"));
  serve.process.kill("SIGTERM");
  await serve.done;
  const csv = (await here.cli(["usage", "--by", "account", "--csv"])).out.trim().split("\r\n");
  expect(csv[0]).toBe(
    "account,requests,failed,cancelled,without_usage,input,cached,output,reasoning,total_ms,finished",
  );
  const names = csv.slice(1).map((line) => /^("[^"]*"|[^,]*),1,0,0,0,/.exec(line)?.[1] ?? line);
  expect(new Set(names)).toEqual(new Set(['"work, at home"', "one@example.com"]));
  const json = JSON.parse((await here.cli(["usage", "--by", "account", "--json"])).out) as {
    groups: unknown[];
  };
  expect(json).toMatchObject({
    today: { requests: 2 },
    groups: expect.arrayContaining([expect.objectContaining({ name: "one@example.com", requests: 1 })]),
  });
});

test("logs: a line a request, newest last, and as JSON", async () => {
  const { here } = await used();
  const { code, out } = await here.cli(["logs"]);
  const [first, second] = out.trim().split("\n");
  expect(code).toBe(0);
  expect(first).toMatch(
    /^\d\d:\d\d:\d\d {2}curl 8\.9\.1 +gpt-5\.5 +one@example\.com +\d+\.\d s +\d+ tokens {2}ok$/,
  );
  expect(second).toMatch(/OpenAI SDK \(Python\).+work, at home +\d.* {2}ok$/);
  const last = JSON.parse((await here.cli(["logs", "-n", "1", "--json"])).out) as unknown;
  expect(last).toMatchObject({ client: { name: "OpenAI SDK (Python)" }, outcome: "ok" });
});

test("logs --follow goes on with what comes, once each, until Ctrl-C", async () => {
  const { here, serve, ask } = await used();
  const following = begin(["logs", "--follow", "-n", "1"], { env: here.env });
  await following.says(/OpenAI SDK \(Python\)/);
  here.simulator.script.next({ reply: { status: 400, body: { detail: "No." } } });
  await ask("late/1.0");
  await following.says(/late 1\.0 .*bad_request/);
  following.process.kill("SIGINT");
  const { code, out } = await following.done;
  expect(code).toBe(0);
  expect(out.trim().split("\n")).toHaveLength(2);
  expect(out).not.toContain("curl");

  const cut = begin(["logs", "--follow"], { env: here.env });
  await cut.says(/curl/);
  serve.process.kill("SIGTERM");
  expect(await cut.done).toMatchObject({ code: 1, error: expect.stringContaining("Switchyard has ended") });
});

test("logs and usage read what was kept when nothing runs; following needs somebody to follow", async () => {
  const { here, serve } = await used();
  here.simulator.script.next({ reply: { status: 400, body: { detail: "No." } } });
  await postJson(`${serve.gateway}/chat/completions`, hello, { "user-agent": "late/1.0" });
  serve.process.kill("SIGTERM");
  await serve.done;
  const lines = async (...options: string[]) =>
    (await here.cli(["logs", ...options])).out.trim().split("\n").filter(Boolean);
  expect(await lines()).toEqual([
    expect.stringMatching(/curl 8\.9\.1/),
    expect.stringMatching(/OpenAI SDK/),
    expect.stringMatching(/late 1\.0 .*bad_request/),
  ]);
  for (const [options, expected] of [
    [["--failed"], [/late/]],
    [
      ["--status", "200"],
      [/curl/, /OpenAI SDK/],
    ],
    [["--client", "CURL"], [/curl/]],
    [
      ["--account", "two@example.com"],
      [/OpenAI SDK/, /late/],
    ],
    [["--model", "nothing-like-it"], []],
    [["--since", "1h", "-n", "1"], [/late/]],
    [["--since", "2099-01-01"], []],
  ] as const) {
    expect(await lines(...options), options.join(" ")).toEqual(
      expected.map((pattern) => expect.stringMatching(pattern)),
    );
  }
  const [last] = (await lines("--failed", "--json")).map((line) => JSON.parse(line) as RequestRow);
  expect(last).toMatchObject({
    modelAsked: "gpt-5.5",
    attachments: [],
    tries: [{ outcome: "failed", kind: "bad-request", status: 400 }],
  });
  const csv = (await here.cli(["logs", "--csv"])).out.trim().split("\r\n");
  expect(csv).toHaveLength(4);
  expect(csv[0]).toMatch(/^time,id,endpoint,protocol,client,/);
  expect(await here.cli(["logs", "--follow"])).toMatchObject({
    code: 1,
    error: expect.stringContaining("nothing to follow"),
  });
  for (const by of usageDimensions) {
    expect((await here.cli(["usage", "--by", by])).out, by).toMatch(
      new RegExp(`^${by} +requests +failed `, "m"),
    );
  }
  // Of so few requests nothing can be said yet.
  const { out } = await here.cli(["usage", "--by", "project"]);
  expect(out).toMatch(/^5 h of .+: [\d.]+ % used\n +– {2}not through Switchyard$/m);
});

test("an estimate of the cost: marked as one, from prices.json alone", async () => {
  const { here, serve } = await used();
  const without = await here.cli(["usage", "--cost"]);
  expect(without.out).toContain(
    `No cost estimate: put your prices in ${path.join(here.home, "prices.json")}`,
  );
  expect(without.out).toMatch(/^gpt-5\.5 .* – +–$/m);
  writeFileSync(
    path.join(here.home, "prices.json"),
    JSON.stringify({ models: { "gpt-5.5": { input: 1_000_000, output: 0 } } }),
  );
  const { tokens } = (JSON.parse((await here.cli(["usage", "--json"])).out) as UsageReport).lifetime;
  const priced = await here.cli(["usage", "--cost"]);
  expect(priced.out).toContain(`Estimated cost today: ~${tokens.input}.00 USD`);
  expect((await here.cli(["usage", "--cost", "--csv"])).out).toMatch(
    /finished,estimated_cost,requests_without_price,currency\r\ngpt-5\.5,.*\.000000,0,USD/,
  );
  expect((await here.cli(["usage"])).out).not.toMatch(/estimate/i);
  serve.process.kill("SIGTERM");
  await serve.done;
});

test("guard: 0 when enough is left, 1 when not or not known, by window and account", async () => {
  const here = await signedIn();
  await importAccount(here, "two");
  const codes = async (...options: string[]) => (await here.cli(["guard", ...options])).code;
  expect(await codes()).toBe(0);
  expect(await codes("--min", "100", "--window", "5h")).toBe(1);
  expect(await codes("--window", "week", "--account", "two@example.com")).toBe(0);
  await here.cli(["accounts", "disable", "two@example.com"]);
  const paused = await here.cli(["guard", "--account", "two@example.com", "--json"]);
  expect(paused.code).toBe(1);
  expect(JSON.parse(paused.out)).toMatchObject({
    enough: false,
    accounts: [{ email: "two@example.com", verdict: "out-of-service" }],
  });
  expect(await codes("--account", "two@example.com", "--account", "one@example.com")).toBe(0);
  expect(await codes("--account", "nobody@example.com")).toBe(1);
  expect(await codes("--min", "200")).toBe(2);
});

test("wrong calls exit with 2", async () => {
  const here = await signedIn();
  for (const [args, words] of [
    [["usage", "--by", "colour"], /--by is one of account, model, .*, not "colour"/],
    [["usage", "--days", "0"], /--days wants a number from 1 to 3660/],
    [["logs", "-n", "many"], /--lines wants a number/],
    [["logs", "--since", "yesterday"], /--since wants 30m, 12h, 7d or a date/],
    [["usage", "today"], /Unexpected argument "today" for usage/],
  ] as const) {
    const finished = await here.cli([...args]);
    expect(finished.error).toMatch(words);
    expect([finished.code, finished.out]).toEqual([2, ""]);
  }
});

test.each([
  ["plain", "plain"],
  ['say "hi", twice', '"say ""hi"", twice"'],
  ["=1+1", "'=1+1"],
])("the cell of %j is %j", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test("attempts count on the account they were made on; what failed explains itself when nothing runs", async () => {
  const here = await signedIn();
  await importAccount(here, "two");
  const serve = await startServe(here);
  const ask = () => postJson(`${serve.gateway}/chat/completions`, hello);
  here.simulator.script.next({ account: "one", reply: failures.overloaded() });
  expect((await ask()).status).toBe(200);
  here.simulator.script.next({ reply: failures.cloudflareChallenge(), always: true });
  expect((await ask()).status).toBeGreaterThanOrEqual(400);
  serve.process.kill("SIGTERM");
  await serve.done;

  const { out } = await here.cli(["usage", "--by", "account"]);
  const [, requests = "", attempts = ""] =
    /^account +requests([^]*)^attempts on +attempts([^]*)/m.exec(out) ?? [];
  expect(requests).not.toMatch(/^one@example\.com +2 /m);
  expect(attempts).toMatch(/^one@example\.com +\d +[1-9] /m);
  expect(attempts).toMatch(/^two@example\.com +\d+ /m);
  expect(attempts).toContain("A failed attempt counts on its account, also where another one then served");
  const last = JSON.parse((await here.cli(["logs", "-n", "1", "--json"])).out) as unknown;
  expect(last).toMatchObject({
    problem: {
      code: "blocked_by_cloudflare",
      message: expect.stringContaining("network protection of chatgpt.com"),
      advice: "Try another network, or the proxy setting.",
    },
  });
});
