/** `config` and the variables of a file: alone, and beside a running `serve`. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { begin, run } from "../support/command-line.ts";
import { place, situations, startServe } from "../support/command-place.ts";

vi.setConfig({ testTimeout: 120_000 });

describe.each(situations)("%s", (_, prepare) => {
  test("set, get, list and reset", async () => {
    const here = await place();
    await prepare(here);
    const { cli } = here;
    expect(await cli(["config", "set", "routing.strategy", "round-robin"])).toEqual({
      code: 0,
      out: "routing.strategy = round-robin\n",
      error: "",
    });
    expect((await cli(["config", "get", "routing.strategy"])).out).toBe("round-robin\n");
    expect(JSON.parse((await cli(["config", "get", "routing.strategy", "--json"])).out)).toEqual({
      key: "routing.strategy",
      value: "round-robin",
      origin: "settings",
    });
    const list = await cli(["config", "list"]);
    expect(list.out).toMatch(/^routing\.strategy +round-robin {2}\(settings\)$/m);
    expect(list.out).toMatch(/^gateway\.port +0 {2}\(environment\)$/m);
    expect(list.out).toMatch(/^data\.retentionDays +90 {2}\(default\)$/m);
    expect((await cli(["config", "reset", "routing.strategy"])).out).toBe("routing.strategy = sticky\n");
    expect(JSON.parse(readFileSync(path.join(here.home, "settings.json"), "utf8"))).toEqual({
      schemaVersion: 1,
    });
  });

  test("numbers, switches, objects and null are read as what the setting wants", async () => {
    const here = await place();
    await prepare(here);
    for (const [key, text, value] of [
      ["gateway.bodyLimitMb", "64", 64],
      ["desktop.maskEmails", "true", true],
      ["models.map", '{"claude-opus-5-5": "gpt-5.5-high"}', { "claude-opus-5-5": "gpt-5.5-high" }],
      ["models.default", "5", "5"],
      ["network.proxyUrl", "socks5://someone:not-a-real-one@127.0.0.1:1080", "socks5://…@127.0.0.1:1080"],
      ["network.proxyUrl", "null", null],
    ]) {
      const set = await here.cli(["config", "set", String(key), String(text), "--json"]);
      expect(JSON.parse(set.out)).toEqual({ key, value, origin: "settings" });
    }
  });

  test("secrets come from standard input and are only shown as set", async () => {
    const here = await place();
    await prepare(here);
    const key = "not-a-real-key";
    const set = await here.cli(["config", "set", "gateway.apiKey", "-"], `${key}\n`);
    const get = await here.cli(["config", "get", "gateway.apiKey"]);
    const list = await here.cli(["config", "list", "--json"]);
    expect([set.out, get.out]).toEqual(["gateway.apiKey = set\n", "set\n"]);
    for (const { out, error } of [set, get, list]) expect(out + error).not.toContain(key);
    expect(readFileSync(path.join(here.home, "settings.json"), "utf8")).toContain(key);
    expect((await here.cli(["config", "set", "gateway.apiKey", "null"])).out).toBe(
      "gateway.apiKey = not set\n",
    );
  });

  test("what does not fit is refused, and what would fit is said", async () => {
    const here = await place();
    await prepare(here);
    const cases: [string[], number, RegExp][] = [
      [["set", "routing.maxConcurrent", "0"], 1, /It takes a number from 1 to 10000\./],
      [["set", "routing.strategy", "fastest"], 1, /It takes one of sticky, fill-first, .*, order\./],
      [["set", "desktop.maskEmails", "perhaps"], 1, /It takes true or false\./],
      [["set", "gateway.apiKey", "short"], 1, /It takes text of 8 characters or more, or null for none\./],
      [["set", "models.map", "5"], 1, /It takes an object/],
      [["set", "gateway.port", "9000"], 1, /set from the environment \(SWITCHYARD_PORT, or the flag/],
      [["reset", "gateway.port"], 1, /set from the environment/],
      [["set", "port", "9000"], 1, /There is no setting "port"\. Did you mean gateway\.port\?/],
      [["get", "nothing.here"], 1, /config list/],
      [["frobnicate"], 2, /config has no "frobnicate"/],
      [["get"], 2, /config get wants a key/],
      [["set", "log.level"], 2, /wants a value/],
      [["get", "log.level", "debug"], 2, /takes no debug/],
    ];
    for (const [args, code, words] of cases) {
      const finished = await here.cli(["config", ...args]);
      expect(finished.error).toMatch(words);
      expect([finished.code, finished.out]).toEqual([code, ""]);
    }
  });
});

test("a setting made beside a running serve is in force there at once", async () => {
  const here = await place();
  const { gateway } = await startServe(here);
  await here.cli(["config", "set", "gateway.apiKey", "not-a-real-key"]);
  expect((await fetch(`${gateway}/models`)).status).toBe(401);
});

test("a file of variables is read only when it is named, and does not beat what is set", async () => {
  const here = await place();
  const file = path.join(here.home, "server.env");
  writeFileSync(
    file,
    "# mine\nSWITCHYARD_HOST=127.0.0.3\nSWITCHYARD_CONSOLE_PORT=1\nexport SWITCHYARD_API_KEY='not-a-real-key'\n",
  );
  writeFileSync(path.join(here.home, ".env"), "SWITCHYARD_HOST=127.0.0.9\n");
  const serve = begin(["serve", "--env-file", file], { env: here.env });
  const [line, gateway] = await serve.says(/gateway (http:\S+).*/);
  expect(gateway).toMatch(/^http:\/\/127\.0\.0\.3:/);
  expect(line).not.toContain("127.0.0.1:1/");
  expect((await fetch(`${gateway}/models`)).status).toBe(401);
  const missing = await run(["serve", "--env-file", path.join(here.home, "gone.env")], { env: here.env });
  expect(missing.code).not.toBe(0);
  expect(missing.error).toContain("gone.env");
});
