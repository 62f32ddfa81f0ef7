/** The providers' command, on a Switchyard of this process: what it says, and that it asks for keys where others see none. */
import { expect, test } from "vitest";
import { checkProvider } from "../../src-main/cli/doctor/check-providers.ts";
import { knownSecrets } from "../../src-main/cli/diagnostics/known-secrets.ts";
import { commands } from "../../src-main/cli/parsing/command-table.ts";
import type { CommandContext } from "../../src-main/cli/parsing/command.ts";
import { readOptions } from "../../src-main/cli/parsing/read-options.ts";
import type { CreateProvider } from "../../src-main/providers/entry.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { madeUpProvider } from "../support/made-up-provider.ts";
import { startSwitchyard } from "../support/switchyard.ts";

const key = "made-up-key-of-a-test";

const create: CreateProvider = ({ entry, slots, secret }) => ({
  ...madeUpProvider(entry().name).provider,
  slots,
  check: (id) =>
    secret(id) === key
      ? Promise.resolve(null)
      : Promise.reject(new AppError("bad_request", "The key is refused.", "Give another one.")),
});

async function start() {
  const { client, dataFolder } = await startSwitchyard({
    signIn: [],
    compose: { kinds: { openai: create, "claude-code": create } },
  });
  let lines: string[] = [];
  async function cli(args: string[], { typed = [], piped = "" }: { typed?: string[]; piped?: string } = {}) {
    lines = [];
    const say = (line: string) => void lines.push(line);
    const context: CommandContext = {
      terminal: {
        out: say,
        write: say,
        error: say,
        aside: say,
        read: () => Promise.resolve(piped),
        ask: (question) => {
          say(question);
          return Promise.resolve(typed.shift() ?? "");
        },
        interactive: typed.length > 0,
        typed: typed.length > 0,
        paint: (_, text) => text,
      },
      env: {},
      dataFolder: "",
      json: false,
      connect: () => Promise.resolve(client),
      gateway: () => Promise.reject(new Error("not asked for")),
      interrupted: () => new AbortController().signal,
    };
    const [name = "", ...rest] = args;
    const command = commands[name];
    if (command === undefined) throw new Error(`There is no command ${name}.`);
    const { values, positionals } = readOptions(name, command, rest);
    const code = await command.run(context, positionals, values);
    return { code, text: lines.join("\n") };
  }
  return { cli, client, dataFolder };
}

test("a key comes through a pipe or is asked for, and is never shown", async () => {
  const { cli, client } = await start();
  const piped = await cli(["providers", "add", "openrouter", "--key-stdin", "--bearer"], {
    piped: `${key}\n`,
  });
  expect(piped).toMatchObject({ code: 0, text: expect.stringContaining("openrouter:MODEL") });
  const asked = await cli(["providers", "add", "openai-key", "--label", "work"], { typed: [key] });
  expect(asked.text).toContain("Key: ");
  expect(await client.providers.list()).toMatchObject([
    { name: "openrouter", base: "https://openrouter.ai/api", keyHeader: "bearer", billing: "key" },
    { name: "openai", base: null, dialect: "responses", slots: [{ label: "work", hasKey: true }] },
  ]);
  const { text } = await cli(["providers"]);
  expect(text).toContain(
    "openrouter: OpenAI and compatible at https://openrouter.ai/api, billed to the key: ready",
  );
  expect(piped.text + asked.text + text).not.toContain(key);
});

test("a bundle for a bug report knows the keys that it must not hold", async () => {
  const { cli, client, dataFolder } = await start();
  await cli(["providers", "add", "openrouter", "--key-stdin"], { piped: key });
  const { slots, name } = (await client.providers.list())[0] ?? { slots: [], name: "" };
  const proxy = "http://me:made-up-password@127.0.0.1:1";
  await client.providers.change({ name, slot: { id: slots[0]?.id ?? "", proxy } });
  const known = await knownSecrets(dataFolder, (await client.settings.get()).values, []);
  expect(known.has(key)).toBe(true);
  expect([...known].some((secret) => secret.includes("made-up-password"))).toBe(true);
  expect(JSON.stringify(await client.providers.list())).not.toContain("made-up-password");
});

test("pause, check, resume, models and remove go by name", async () => {
  const { cli, client } = await start();
  await cli(["providers", "add", "local-models"]);
  expect((await cli(["providers", "pause", "local"])).text).toBe("local is paused.");
  const paused = await client.providers.list();
  expect(paused.map((each) => checkProvider(each, null, 0))).toMatchObject([
    { name: "local", state: "note" },
  ]);
  expect((await cli(["providers", "resume", "local"])).text).toBe("local is used again.");
  const wrong = await cli(["providers", "check", "local"]);
  expect(wrong).toMatchObject({
    code: 1,
    text: expect.stringContaining("The key is refused. Give another one."),
  });
  expect((await cli(["providers", "models", "local"])).code).toBe(0);
  expect((await cli(["providers", "remove", "local"])).text).toBe("Removed local.");
  expect(await client.providers.list()).toEqual([]);
});

test("a program is added only by who accepts what it asks", async () => {
  const { cli, client } = await start();
  await expect(cli(["providers", "add", "claude-code"])).rejects.toThrow("uses up your plan");
  await expect(cli(["providers", "add", "claude-code"], { typed: ["no"] })).rejects.toThrow(
    "uses up your plan",
  );
  expect((await cli(["providers", "add", "claude-code"], { typed: ["yes"] })).code).toBe(0);
  expect(await client.providers.list()).toMatchObject([{ name: "claude", acceptedAt: expect.any(Number) }]);
});

test.each([
  ["claude-oauth", "Anthropic lets only its own programs"],
  ["gemini-cli", "Google forbids other software"],
  ["antigravity", "Antigravity's terms forbid"],
  ["nonsense", "There is no kind nonsense"],
])("%s is refused with its reason", async (word, reason) => {
  const { cli } = await start();
  await expect(cli(["providers", "add", word])).rejects.toThrow(reason);
});
