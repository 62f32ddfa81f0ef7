/** `config` and the variables of a file: alone, and beside a running `serve`. */
import { presetNames } from "../../src-shared/settings-presets.ts";
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
    expect((await cli(["config", "show"])).out).toBe(list.out);
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
      ["gateway.bodyLimitMb", "32", 32],
      ["desktop.maskEmails", "true", true],
      ["models.map", '{"claude-opus-5-5": "gpt-5.5-high"}', { "claude-opus-5-5": "gpt-5.5-high" }],
      ["models.default", "5", "5"],
      ["network.proxyUrl", "socks5://someone:not-a-real-one@127.0.0.1:1080", "socks5://…@127.0.0.1:1080"],
      ["network.proxyUrl", "null", null],
    ]) {
      const set = await here.cli(["config", "set", String(key), String(text), "--json"]);
      // What was put back to its default is nobody's choice any more.
      expect(JSON.parse(set.out)).toEqual({ key, value, origin: value === null ? "default" : "settings" });
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
      [["reset"], 2, /wants a key, or --all for every setting/],
      [["reset", "gateway.port"], 1, /set from the environment/],
      [["set", "port", "9000"], 1, /There is no setting "port"\. Did you mean gateway\.port\?/],
      [["get", "nothing.here"], 1, /config list/],
      [["frobnicate"], 2, /Unknown action "frobnicate" for config/],
      [["get"], 2, /config get wants a key/],
      [["set", "log.level"], 2, /wants a value/],
      [["get", "log.level", "debug"], 2, /Unexpected argument "debug"/],
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

describe.each(situations)("%s", (_, prepare) => {
  test("presets: listed, applied, and the key that one of them needs is shown once", async () => {
    const here = await place();
    await prepare(here);
    const listed = JSON.parse((await here.cli(["config", "preset", "--json"])).out) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(presetNames);
    await here.cli(["config", "set", "models.map", '{"mine": "gpt-5.5"}']);
    const applied = await here.cli(["config", "preset", "claude-code"]);
    expect([applied.code, applied.error]).toEqual([0, ""]);
    expect(applied.out).toContain("routing.minimumDwellMinutes = 60\n");
    const map = JSON.parse((await here.cli(["config", "get", "models.map"])).out) as object;
    expect(map).toEqual(expect.objectContaining({ mine: "gpt-5.5", "claude-haiku-4-5": "gpt-5.4-mini" }));
    const lan = await here.cli(["config", "preset", "lan"]);
    expect(lan.out).toMatch(
      /^gateway\.host = 0\.0\.0\.0\ngateway\.apiKey = set\nThe API key, shown this once: sy-[0-9a-f]{48}\n$/,
    );
    expect(lan.error).toContain("Whoever has the key spends your limits");
    expect((await here.cli(["config", "preset", "lan"])).out).not.toContain("sy-");
    expect(await here.cli(["config", "preset", "loud"])).toMatchObject({
      code: 2,
      error: expect.stringContaining('There is no preset "loud": there is local, lan, claude-code, quiet'),
    });
  });

  test("reset --all: everything but what is on", async () => {
    const here = await place();
    await here.cli(["config", "set", "codex.enabled", "true"]);
    await here.cli(["config", "set", "codex.enabled", "false"]);
    await prepare(here);
    await here.cli(["config", "preset", "quiet"]);
    await here.cli(["config", "set", "gateway.apiKey", "not-a-real-key"]);
    await here.cli(["config", "set", "gateway.enabled", "false"]);
    const reset = await here.cli(["config", "reset", "--all"]);
    expect(reset).toMatchObject({ code: 0, out: "Every setting is as it was shipped.\n" });
    expect(JSON.parse(readFileSync(path.join(here.home, "settings.json"), "utf8"))).toEqual({
      schemaVersion: 1,
      gateway: { enabled: false },
    });
    expect((await here.cli(["config", "reset", "--all", "log.level"])).code).toBe(2);
    expect((await here.cli(["config", "list", "--all"])).code).toBe(2);
  });
});

test("a settings file that cannot be read is named, kept, and stops nothing", async () => {
  const here = await place();
  writeFileSync(path.join(here.home, "settings.json"), "{ broken");
  const serve = begin(["serve"], { env: here.env });
  const [, kept = ""] = await serve.says(
    /settings\.json could not be read\. It is kept as (\S+); the defaults/,
  );
  await serve.says(/gateway http/);
  expect(readFileSync(kept, "utf8")).toBe("{ broken");
  expect((await here.cli(["config", "list"])).error).toContain(`It is kept as ${kept}`);
});

test("serve --preset holds for this run, below the variables, and is told as the environment's", async () => {
  const here = await place();
  const serve = begin(["serve", "--preset", "quiet"], {
    env: { ...here.env, SWITCHYARD_LOG_LEVEL: "error" },
  });
  await serve.says(/gateway http/);
  const list = (await here.cli(["config", "list"])).out;
  expect(list).toMatch(/^desktop\.notifyLimit +false {2}\(environment\)$/m);
  expect(list).toMatch(/^log\.level +error {2}\(environment\)$/m);
  expect((await here.cli(["config", "set", "desktop.notifyLimit", "true"])).error).toContain(
    "SWITCHYARD_PRESET",
  );
  serve.process.kill("SIGTERM");
  await serve.done;
  expect((await here.cli(["config", "get", "desktop.notifyLimit"])).out).toBe("true\n");
  expect(await here.cli(["serve", "--preset", "loud"])).toMatchObject({ code: 2 });
  const named = await run(["config", "list"], { env: { ...here.env, SWITCHYARD_PRESET: "loud" } });
  expect(named).toMatchObject({
    code: 1,
    error: expect.stringContaining("SWITCHYARD_PRESET names no preset"),
  });
});

test("serve --preset lan makes a key where there is none, and wants it", async () => {
  const here = await place();
  const serve = begin(["serve", "--preset", "lan", "--host", "127.0.0.1"], { env: here.env });
  const [, key = ""] = await serve.says(/shown this once: (sy-\S+)/);
  const [, gateway = ""] = await serve.says(/gateway (http:\S+)/);
  expect((await fetch(`${gateway}/models`)).status).toBe(401);
  expect((await fetch(`${gateway}/models`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(
    200,
  );
});
