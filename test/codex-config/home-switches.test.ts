import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { otherProfiles } from "../../src-main/codex-config/codex-profiles.ts";
import { followGateway } from "../../src-main/codex-config/follow-gateway.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { corpus } from "./corpus.ts";
import { address, openHomes } from "./open-homes.ts";

const texts = { main: corpus["plain"] ?? "", second: '# second\r\nmodel = "gpt-5.5"\r\n', third: "a = 1" };
type Name = keyof typeof texts;

async function place() {
  const folder = await temporaryFolder();
  const file = (name: Name) => path.join(folder, name, "config.toml");
  for (const name of Object.keys(texts) as Name[]) {
    mkdirSync(path.dirname(file(name)));
    writeFileSync(file(name), texts[name]);
  }
  return { folder, file, read: (name: Name) => readFileSync(file(name), "utf8") };
}

test("every chosen home is switched, no other, and each gets back what it had", async () => {
  const { folder, read } = await place();
  const homes = await openHomes(folder, ["second"]);
  const previews = await homes.previews("native");
  expect(previews.map(({ refusal }) => refusal)).toEqual([null, null]);
  await homes.turnOn("native");
  for (const name of ["main", "second"] as const)
    expect(parse(read(name))).toMatchObject({ openai_base_url: address });
  expect(read("third")).toBe(texts.third);
  expect(homes.views().map(({ main, switch: { state } }) => [main, state])).toEqual([
    [true, "on"],
    [false, "on"],
  ]);
  await homes.turnOff();
  for (const name of ["main", "second"] as const) expect(read(name)).toBe(texts[name]);
});

test("a home that cannot be switched holds no other up and tells why; refused everywhere is a failure", async () => {
  const { folder, file, read } = await place();
  writeFileSync(file("second"), 'a = "\n');
  const homes = await openHomes(folder, ["second", "third"]);
  await homes.turnOn("native");
  expect(parse(read("third"))).toMatchObject({ openai_base_url: address });
  const [, second, third] = homes.views();
  expect(second?.switch).toMatchObject({
    state: "off",
    problem: { message: expect.stringContaining("line 1") as string },
  });
  expect(third?.switch).toMatchObject({ state: "on", problem: null });
  expect((await homes.previews("native"))[1]?.refusal).toMatchObject({ line: 1 });

  writeFileSync(file("second"), texts.second);
  await homes.turnOn("native");
  expect(homes.views()[1]?.switch).toMatchObject({ state: "on", problem: null });
  await homes.turnOff();
  for (const name of Object.keys(texts) as Name[]) expect(read(name)).toBe(texts[name]);

  for (const name of Object.keys(texts) as Name[]) chmodSync(file(name), 0o444);
  await expect(homes.turnOn("native")).rejects.toThrow(/read-only/);
});

test("a home whose file is broken when it goes off leaves the others given back, and is given back later", async () => {
  const { folder, file, read } = await place();
  const homes = await openHomes(folder, ["second"]);
  await homes.turnOn("native");
  const ours = read("main");
  writeFileSync(file("main"), 'a = "\n');
  await expect(homes.turnOff()).rejects.toThrow();
  expect(read("second")).toBe(texts.second);
  writeFileSync(file("main"), ours);
  await homes.turnOff();
  expect(read("main")).toBe(texts.main);
});

test("a home that is no longer chosen is given back, after a start too, and keys of others are named with their file", async () => {
  const { folder, file, read } = await place();
  await (await openHomes(folder, ["second", "third"])).turnOn("native");
  const fewer = await openHomes(folder, ["second"]);
  expect(fewer.views().map(({ chosen }) => chosen)).toEqual([true, true, false]);
  await fewer.letGo();
  expect(read("third")).toBe(texts.third);
  expect(fewer.views()).toHaveLength(2);
  writeFileSync(file("second"), read("second").replace(address, "https://elsewhere.example.com"));
  expect(await fewer.turnOff()).toEqual([`${file("second")}: openai_base_url`]);
});

test("following the gateway: each home by itself, also to a new address, and away from one that is not chosen", async () => {
  const { folder, read, file } = await place();
  await (await openHomes(folder, ["third"])).turnOn("native");
  let port = 8787;
  const homes = await openHomes(folder, ["second"], { baseUrl: () => `http://127.0.0.1:${port}/codex/v1` });
  const follower = followGateway({
    homes,
    running: () => true,
    wanted: () => ({ enabled: true, mode: "native" }),
    onProblem: () => {},
  });
  await follower.follow();
  expect(read("third")).toBe(texts.third);
  chmodSync(file("main"), 0o444);
  port = 9000;
  await follower.follow();
  expect(read("second")).toContain("127.0.0.1:9000");
  expect(homes.views()[0]?.switch).toMatchObject({ state: "drift", problem: { code: "bad_request" } });
  chmodSync(file("main"), 0o644);
  await follower.follow();
  expect(read("main")).toContain("127.0.0.1:9000");
  await homes.turnOff();
  for (const name of Object.keys(texts) as Name[]) expect(read(name)).toBe(texts[name]);
});

test("a home that does not reach the gateway any more gets its own settings back", async () => {
  const { folder, read } = await place();
  let reachable = true;
  const homes = await openHomes(folder, ["second"], {
    baseUrl(home) {
      if (!reachable && home.endsWith("second")) throw new Error("no way");
      return address;
    },
  });
  await homes.turnOn("native");
  reachable = false;
  for (const takeover of homes.wanted()) await takeover.updateAddress().catch(() => {});
  expect(read("second")).toBe(texts.second);
  expect(homes.views().map(({ switch: { state } }) => state)).toEqual(["on", "off"]);
  await homes.turnOff();
});

test("a profile is a file of its own: config.toml stays as it is, and choosing another gives it back", async () => {
  const { folder, read, file } = await place();
  const profile = path.join(path.dirname(file("main")), "work.config.toml");
  const homes = await openHomes(folder, [], { profile: "work" });
  await homes.turnOn("native");
  expect(read("main")).toBe(texts.main);
  expect(parse(readFileSync(profile, "utf8"))).toMatchObject({
    model_provider: "openai",
    openai_base_url: address,
  });
  const without = await openHomes(folder, []);
  await without.letGo();
  expect(existsSync(profile)).toBe(false);
});

test("profiles that name their own provider are told: as a file, as an old table, not those that do not", async () => {
  const { folder, file } = await place();
  const beside = (name: string) => path.join(path.dirname(file("main")), name);
  writeFileSync(beside("away.config.toml"), 'model_provider = "mine"\n');
  writeFileSync(beside("model.config.toml"), 'model = "gpt-5.5"\n');
  writeFileSync(beside("broken.config.toml"), 'model_provider = "\n');
  const homes = await openHomes(folder, []);
  await homes.turnOn("native");
  expect(homes.views()[0]?.bypassing).toEqual(["away"]);
  expect(otherProfiles('[profiles.old]\nmodel_provider = "x"\n[profiles.fine]\nmodel = "y"\n', [])).toEqual([
    { name: "old", keys: ["model_provider"] },
  ]);
});

test("killed before any file operation of two homes, both are valid and both can be put back", async () => {
  const child = path.join(import.meta.dirname, "cut-off-homes.child.ts");
  let steps = 0;
  for (const action of ["on", "off"]) {
    for (let at = 1; ; at += 1) {
      const { folder, read } = await place();
      if (action === "off") await (await openHomes(folder, ["second"])).turnOn("provider");
      const run = spawnSync(process.execPath, [child, action, folder, String(at)], { encoding: "utf8" });
      for (const name of ["main", "second"] as const) {
        const config = parse(read(name));
        if (config["model_provider"] === "switchyard")
          expect(config["model_providers"]).toMatchObject({ switchyard: { base_url: address } });
      }
      const next = await openHomes(folder, ["second"]);
      expect(await next.reconcile()).toEqual([]);
      await next.turnOff();
      for (const name of ["main", "second"] as const)
        expect(read(name), `${action}, killed before operation ${at}`).toBe(texts[name]);
      if (run.stdout === "done") break;
      expect(run.signal).toBe("SIGKILL");
      steps += 1;
    }
  }
  expect(steps).toBeGreaterThan(30);
});
