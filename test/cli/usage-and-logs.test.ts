/** `usage` and `logs` as real processes. */
import { expect, test, vi } from "vitest";
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
  const csv = (await here.cli(["usage", "--by", "account", "--csv"])).out.trim().split("\n");
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
    /^\d\d:\d\d:\d\d {2}curl 8\.9\.1 +gpt-5\.5 +one@example\.com +ok +\d+\.\d s +\d+ tokens$/,
  );
  expect(second).toMatch(/OpenAI SDK \(Python\).+work, at home +ok /);
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

test("without a running Switchyard logs says where sums are; wrong calls exit with 2", async () => {
  const here = await signedIn();
  expect(await here.cli(["logs"])).toMatchObject({
    code: 1,
    error: expect.stringContaining("switchyard usage"),
  });
  for (const [args, words] of [
    [["usage", "--by", "colour"], /--by is one of account, model, endpoint, client, not "colour"/],
    [["usage", "--days", "0"], /--days wants a number from 1 to 3660/],
    [["logs", "-n", "many"], /--lines wants a number/],
    [["usage", "today"], /usage takes no today/],
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
