/** `config reset --all` before a person: asked first. */
import { expect, test } from "vitest";
import { config } from "../../src-main/cli/commands/config.ts";
import type { CommandContext, Terminal } from "../../src-main/cli/parsing/command.ts";
import { startSwitchyard } from "../support/switchyard.ts";

test.each([
  ["n", "fill-first", 1],
  ["", "fill-first", 1],
  ["yes", "sticky", 0],
])("answered %j, the strategy is %s", async (answer, strategy, code) => {
  const { client } = await startSwitchyard({ signIn: [] });
  await client.settings.update({ routing: { strategy: "fill-first" } });
  const asked: string[] = [];
  const terminal = {
    interactive: true,
    typed: true,
    out() {},
    error() {},
    async ask(question: string) {
      asked.push(question);
      return answer;
    },
  } as unknown as Terminal;
  const context = { terminal, json: false, connect: async () => client } as unknown as CommandContext;
  expect(await config.run(context, ["reset"], { all: true })).toBe(code);
  expect(asked).toEqual([expect.stringContaining("Put every setting back")]);
  expect((await client.settings.get()).values.routing.strategy).toBe(strategy);
});
