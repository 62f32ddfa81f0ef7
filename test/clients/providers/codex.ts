import { expect, test } from "vitest";
import { createCodexHome, turnsOf, type Form } from "../codex/codex-home.ts";
import { models, startVendors } from "./vendors.ts";

const ways: Form[] = ["openai_base_url", "provider with login", "provider with key"];

test.each(ways)("codex, %s: a model of Anthropic's runs its commands", async (form) => {
  const { url, anthropic, simulator } = await startVendors();
  const codex = await createCodexHome(form, url, simulator);
  anthropic.plan(
    { tools: [{ name: "exec_command", input: { cmd: "echo made by claude" } }] },
    { text: "It was made." },
  );
  const run = await codex.exec("run it", { flags: ["-m", models.anthropic] });
  expect([run.stdout.trim(), run.code], run.stderr).toEqual(["It was made.", 0]);
  expect(JSON.stringify(anthropic.turns().at(-1)?.body["messages"])).toContain("made by claude");
  // The account's backend had nothing to do with it.
  expect(turnsOf(simulator)).toEqual([]);
});
