/** `selftest` as a process against the simulated backend. */
import { expect, onTestFinished, test, vi } from "vitest";
import { probes } from "../../src-main/cli/gateway/probes.ts";
import { startOpenaiVendor } from "../../src-main/simulator/vendors/openai-vendor.ts";
import { place, signedIn, situations, startServe } from "../support/command-place.ts";

vi.setConfig({ testTimeout: 120_000 });

test.each(situations)("%s every endpoint passes, with a time each", async (_, prepare) => {
  const here = await signedIn();
  await prepare(here);
  const { code, out, error } = await here.cli(["selftest"]);
  expect([code, error]).toEqual([0, ""]);
  const rows = out.split("\n").filter((line) => line.startsWith("pass"));
  expect(rows).toHaveLength(probes.length);
  for (const row of rows) expect(row).toMatch(/^pass {2}(GET|POST) \/\S+.* +\d+ ms$/);
  expect(out).toContain(`${probes.length} of ${probes.length} passed with gpt-5.5.`);
  // Whoever sends these is a client like any other.
  expect(here.simulator.requests.turns().length).toBeGreaterThan(8);
});

test("a failure is named, the others go on, exit code 1; images can be left out", async () => {
  const here = await signedIn();
  here.simulator.script.next({
    when: ({ body }) => JSON.stringify(body).includes("compaction_trigger"),
    reply: { status: 400, body: { detail: "No compaction today." } },
    always: true,
  });
  const { code, out } = await here.cli(["selftest", "--no-images", "--json"]);
  expect(code).toBe(1);
  const { ok, results } = JSON.parse(out) as {
    ok: boolean;
    results: { name: string; ok: boolean; message: string }[];
  };
  expect(ok).toBe(false);
  expect(results.filter((each) => !each.ok)).toMatchObject([
    { name: "POST /v1/responses/compact", message: expect.stringContaining("No compaction today.") },
  ]);
  expect(results).toHaveLength(probes.length - 1);
  expect(here.simulator.requests.to("/backend-api/codex/images/generations")).toEqual([]);
});

test("nobody signed in: what needs no account passes, the rest says why", async () => {
  const here = await signedIn();
  await here.cli(["accounts", "remove", "one@example.com"]);
  const { code, out } = await here.cli(["selftest"]);
  expect(code).toBe(1);
  expect(out).toMatch(/^pass {2}GET \/v1\/models/m);
  expect(out).toMatch(/^FAIL {2}POST \/v1\/responses .*for the same reason$/m);
  // Told once, by the first that failed.
  expect(out.match(/not signed in/g)).toHaveLength(1);
});

test("a provider beside the accounts is asked for its own model", async () => {
  const here = await signedIn();
  const vendor = await startOpenaiVendor();
  onTestFinished(() => vendor.close());
  await here.cli(["providers", "add", "openai", "--name", "vendor", "--base", vendor.url]);
  const { out } = await here.cli(["selftest", "--provider", "vendor", "--json"]);
  const { model, results } = JSON.parse(out) as { model: string; results: { name: string; ok: boolean }[] };
  expect(model).toBe("vendor:some-model");
  // The stand-in has no completions; images and compaction are the accounts' alone.
  expect(results.flatMap(({ name, ok }) => (ok ? [] : [name]))).toEqual(["POST /v1/completions"]);
  expect(results.length).toBe(probes.filter(({ accounts }) => !accounts).length);
  expect(here.simulator.requests.turns()).toEqual([]);
  const nobody = await here.cli(["selftest", "--provider", "nobody"]);
  expect([nobody.code, nobody.error]).toEqual([
    2,
    expect.stringContaining("no provider nobody: there is vendor"),
  ]);
});

test("another gateway is asked at its address, with its key", async () => {
  const server = await signedIn();
  const { gateway } = await startServe(server, ["--api-key", "not-a-real-key"]);
  const here = await place();
  const asked = await here.cli(["selftest", "--no-images", "--url", gateway, "--key", "not-a-real-key"]);
  expect([asked.code, asked.error]).toEqual([0, ""]);
  expect(asked.out).toContain(`${probes.length - 1} of ${probes.length - 1} passed`);
  expect(here.simulator.requests.turns()).toEqual([]);
  expect(server.simulator.requests.turns().length).toBeGreaterThan(8);
  const keyless = await here.cli(["selftest", "--no-images", "--url", gateway]);
  expect([keyless.code, keyless.out]).toEqual([1, expect.stringMatching(/^FAIL .*key/m)]);
  expect((await here.cli(["selftest", "--key", "x"])).code).toBe(2);
  expect((await here.cli(["selftest", "--url", "server"])).error).toContain("--url wants an address");
});
