import { parse } from "smol-toml";
import { codexAddress } from "../../src-shared/codex-address.ts";
import { describe, expect, test } from "vitest";
import {
  driftOf,
  fits,
  planRestore,
  planTakeover,
  type Takeover,
  type TakeoverMode,
  type Target,
} from "../../src-main/codex-config/takeover-plan.ts";
import { corpus, refused } from "./corpus.ts";

const address = "http://127.0.0.1:8787/codex/v1";
const target: Target = { baseUrl: address, apiKey: null, codexLogin: true, model: null };

function on(text: string | null, mode: TakeoverMode): { text: string; takeover: Takeover } {
  const plan = planTakeover(text, mode, target);
  if (!plan.ok) throw new Error(`${plan.refusal.message} (line ${plan.refusal.line})`);
  return plan;
}

const modes = ["native", "provider"] as const;

describe.each(modes)("%s", (mode) => {
  const cases = Object.entries(corpus).filter(
    ([name]) => mode === "native" || !["dotted providers"].includes(name),
  );

  test.each(cases)("%s: on says what it must, off restores every byte", (_name, text) => {
    const taken = on(text, mode);
    const config = parse(taken.text.replace(/^\uFEFF/, ""));
    if (mode === "native")
      expect(config).toMatchObject({ model_provider: "openai", openai_base_url: address });
    else {
      expect(config).toMatchObject({
        model_provider: "switchyard",
        model_providers: {
          switchyard: { base_url: address, wire_api: "responses", requires_openai_auth: true },
        },
      });
    }
    expect(driftOf(taken.text, taken.takeover)).toEqual([]);
    expect(planRestore(taken.text, taken.takeover)).toEqual({ text, foreign: [] });
  });

  test("without a file one is made, and goes away again", () => {
    const taken = on(null, mode);
    expect(planRestore(taken.text, taken.takeover)).toEqual({ text: null, foreign: [] });
    const kept = planRestore(`${taken.text}[mine]\nx = 1\n`, taken.takeover);
    expect(kept.text).toBe("[mine]\nx = 1\n");
  });

  test("what the person and Codex add in between stays; only ours goes", () => {
    const taken = on(corpus["plain"] ?? "", mode);
    const edited = taken.text
      .replace("[mcp_servers.docs]", '# mine\n[mcp_servers.extra]\ncommand = "x"\n\n[mcp_servers.docs]')
      .concat('\n[projects."/new"]\ntrust_level = "trusted"\n');
    const { text, foreign } = planRestore(edited, taken.takeover);
    expect(foreign).toEqual([]);
    expect(text).toContain("# mine\n[mcp_servers.extra]");
    expect(text).toContain('[projects."/new"]');
    expect(text).not.toMatch(/switchyard|8787/i);
    expect(text).toContain("# the good one");
  });

  test("a file that was rewritten whole, comments lost and keys moved, is undone by key", () => {
    const before = 'model_provider = "azure"\nmodel = "x"\n\n[model_providers.azure]\nname = "A"\n';
    const taken = on(before, mode);
    const config = parse(taken.text);
    const providers = Object.entries(config["model_providers"] as Record<string, Record<string, unknown>>);
    // As a program writes it that parses and prints: sorted, without comments, with its own spaces.
    const rewritten = [
      `model="x"`,
      ...(mode === "native"
        ? [`openai_base_url="${address}"`, `model_provider="openai"`]
        : [`model_provider="switchyard"`]),
      ...providers.flatMap(([id, values]) => [
        `[model_providers.${id}]`,
        ...Object.entries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
      ]),
      "[new]",
      "a=1",
      "",
    ].join("\n");
    const { text, foreign } = planRestore(rewritten, taken.takeover);
    expect(foreign).toEqual([]);
    expect(parse(text ?? "")).toEqual({
      model_provider: "azure",
      model: "x",
      model_providers: { azure: { name: "A" } },
      new: { a: 1 },
    });
  });

  test("a key that somebody else changed is reported and left as it is", () => {
    const taken = on(corpus["plain"] ?? "", mode);
    const edited = taken.text.replace(/model_provider = "\w+"/, 'model_provider = "other"');
    expect(driftOf(edited, taken.takeover)).toEqual(["model_provider"]);
    const { text, foreign } = planRestore(edited, taken.takeover);
    expect(foreign).toEqual(["model_provider"]);
    expect(parse(text ?? "")).toMatchObject({ model_provider: "other" });
    expect(text).not.toContain("8787");
  });
});

test.each(Object.entries(refused))(
  "%s is refused with its line and something to paste",
  (_name, { text, mode, line }) => {
    const plan = planTakeover(text, mode, target);
    expect(plan).toMatchObject({ ok: false, refusal: { line } });
    if (!plan.ok) expect(plan.refusal.snippet).toContain(address);
  },
);

test("our own address, pasted by hand once, is not kept as the person's", () => {
  const taken = on(`openai_base_url = "${address}"\nmodel = "x"\n`, "native");
  expect(planRestore(taken.text, taken.takeover).text).toBe('model = "x"\n');
});

test("a model is set along and given back, and another one wanted is told from it", () => {
  for (const mode of modes) {
    for (const text of [corpus["plain"] ?? "", 'model = "o4" # mine\n', ""]) {
      const plan = planTakeover(text, mode, { ...target, model: "gpt-6.1-sol" });
      if (!plan.ok) throw new Error(plan.refusal.message);
      expect(parse(plan.text)).toMatchObject({ model: "gpt-6.1-sol" });
      expect(planRestore(plan.text, plan.takeover)).toEqual({ text, foreign: [] });
      expect(fits(plan.takeover, { ...target, model: "gpt-6.1-sol" })).toBe(true);
      expect(fits(plan.takeover, { ...target, model: "gpt-5.5" })).toBe(false);
      expect(fits(plan.takeover, target)).toBe(false);
    }
  }
});

test.each([
  ["http://192.168.1.5:8787", "http://192.168.1.5:8787/codex/v1"],
  ["192.168.1.5:8787/", "http://192.168.1.5:8787/codex/v1"],
  ["https://box.example.com/v1", "https://box.example.com/codex/v1"],
  ["https://box.example.com/switch/codex/v1/", "https://box.example.com/switch/codex/v1"],
  ["http://[::1]:8787/codex", "http://[::1]:8787/codex/v1"],
  ["my-nas:8787", "http://my-nas:8787/codex/v1"],
  ["ftp://box", null],
  ["http://user:secret@box/", null],
  ["http://box/?key=1", null],
  ["not an address", null],
  ["", null],
])("the address %s is %s to Codex", (typed, address) => {
  expect(codexAddress(typed)).toBe(address);
});

test("without a login of its own, or with a key to send, Codex gets it with the provider", () => {
  const bearer = (given: Partial<Target>) => {
    const plan = planTakeover("", "provider", { ...target, ...given });
    return plan.ok
      ? /(experimental_bearer_token = .*|requires_openai_auth = true)/.exec(plan.text)?.[1]
      : plan.refusal.message;
  };
  expect(bearer({})).toBe("requires_openai_auth = true");
  expect(bearer({ codexLogin: false })).toBe('experimental_bearer_token = "local"');
  expect(bearer({ apiKey: "sk-local-test-key" })).toBe('experimental_bearer_token = "sk-local-test-key"');
  expect(planTakeover("", "native", { ...target, apiKey: "sk-local-test-key" })).toMatchObject({
    ok: false,
    refusal: { message: expect.stringContaining("API key") as string },
  });
});

describe("what a person adds to our own provider's table", () => {
  const text = 'model = "m"\n\n[profiles.work]\nmodel = "w"\n';
  const added = "request_max_retries = 9\n";

  test("stays there when it is switched off, and means what it meant", () => {
    const taken = on(text, "provider");
    const { text: off } = planRestore(taken.text + added, taken.takeover);
    expect(parse(off ?? "")).toEqual({
      model: "m",
      profiles: { work: { model: "w" } },
      model_providers: { switchyard: { name: "Switchyard", request_max_retries: 9 } },
    });
    const again = on(off, "provider");
    expect(parse(again.text)).toMatchObject({
      model_provider: "switchyard",
      model_providers: { switchyard: { base_url: address, request_max_retries: 9 } },
    });
    expect(planRestore(again.text, again.takeover)).toEqual({ text: off, foreign: [] });
  });

  test("a table below it stays as well", () => {
    const taken = on(text, "provider");
    const below = '\n[model_providers.switchyard.http_headers]\nx-mine = "1"\n';
    const { text: off } = planRestore(taken.text + below, taken.takeover);
    expect(parse(off ?? "")).toMatchObject({
      model_providers: { switchyard: { name: "Switchyard", http_headers: { "x-mine": "1" } } },
    });
    const again = on(off, "provider");
    expect(planRestore(again.text, again.takeover)).toEqual({ text: off, foreign: [] });
  });
});
