/** How the model is to write: it reaches the providers that take it, and is named as left out where none does. */
import { expect, test } from "vitest";
import { madeUpProvider } from "../support/made-up-provider.ts";
import { hello, postJson, startSwitchyard } from "../support/switchyard.ts";

interface Case {
  path: string;
  body: object;
  /** Of the settings, as the client names them: in the order of its body. */
  named: string[];
  sampling: object;
}

const { messages } = hello;
const contents = [{ role: "user", parts: [{ text: "hi" }] }];
const most = { max_output_tokens: 50, temperature: 0.5, top_p: 0.9 };

const cases: Case[] = [
  {
    path: "/v1/chat/completions",
    body: {
      messages,
      max_completion_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 3,
      stop: "END",
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
    },
    named: [
      "max_completion_tokens",
      "temperature",
      "top_p",
      "seed",
      "presence_penalty",
      "frequency_penalty",
      "top_k",
    ],
    sampling: {
      ...most,
      top_k: 3,
      stop: ["END"],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
    },
  },
  {
    path: "/v1/completions",
    body: { prompt: "hi", max_tokens: 50, temperature: 0.5, top_p: 0.9, stop: ["END", ""] },
    named: ["max_tokens", "temperature", "top_p"],
    sampling: { ...most, stop: ["END"] },
  },
  {
    path: "/v1/responses",
    body: { input: "hi", max_output_tokens: 50, temperature: 0.5, top_p: 0.9 },
    named: ["max_output_tokens", "temperature", "top_p"],
    sampling: most,
  },
  {
    path: "/v1/messages",
    body: { messages, max_tokens: 50, temperature: 0.5, top_p: 0.9, top_k: 3, stop_sequences: ["END"] },
    named: ["max_tokens", "temperature", "top_p", "top_k"],
    sampling: { ...most, top_k: 3, stop: ["END"] },
  },
  {
    path: "/api/chat",
    body: {
      messages,
      stream: false,
      options: { num_predict: 50, temperature: 0.5, top_p: 0.9, stop: ["END"] },
    },
    named: ["options.num_predict", "options.temperature", "options.top_p"],
    sampling: { ...most, stop: ["END"] },
  },
  {
    path: "/v1beta/models/MODEL:generateContent",
    body: { contents, generationConfig: { maxOutputTokens: 50, temperature: 0.5, topP: 0.9, topK: 3 } },
    named: [
      "generationConfig.maxOutputTokens",
      "generationConfig.temperature",
      "generationConfig.topP",
      "generationConfig.topK",
    ],
    sampling: { ...most, top_k: 3 },
  },
];

test("settings reach the provider that takes them, and are named as left out by any other", async () => {
  const taking = madeUpProvider("taking", ["key"], ["sampling", "reasoning"]);
  const lacking = madeUpProvider("lacking", ["key"]);
  const running = await startSwitchyard({ compose: { providers: [taking.provider, lacking.provider] } });
  const ask = async ({ path, body }: Case, model: string) => {
    const response = await postJson(running.url + path.replace("MODEL", model), { ...body, model });
    expect(response.status, await response.clone().text()).toBe(200);
    await response.text();
    const [row] = await running.client.requests.recent({ limit: 1 });
    const told = response.headers.get("x-switchyard-dropped")?.split(", ") ?? [];
    return { told: told.filter((name) => name !== "model"), row: row?.dropped ?? [] };
  };
  for (const each of cases) {
    const reached = await ask(each, "taking:m");
    expect(reached, each.path).toEqual({ told: [], row: expect.not.arrayContaining(each.named) });
    expect(taking.turns.at(-1)?.turn.sampling, each.path).toEqual(each.sampling);

    for (const model of ["lacking:m", "gpt-5.5"]) {
      const left = await ask(each, model);
      expect(left.told, `${each.path} ${model}`).toEqual(each.named);
      expect(left.row, each.path).toEqual(expect.arrayContaining(each.named));
      expect(left.row, each.path).not.toContain("sampling");
    }
    expect(lacking.turns.at(-1)?.turn).not.toHaveProperty("sampling");
    expect(running.simulator.requests.turns().at(-1)).not.toHaveProperty("sampling");
  }
  // What is no number was not given to anybody, and is told.
  const odd = { ...cases[2], body: { input: "hi", temperature: "warm", max_output_tokens: -1 } } as Case;
  expect((await ask(odd, "taking:m")).told).toEqual(["temperature", "max_output_tokens"]);
  expect(taking.turns.at(-1)?.turn).not.toHaveProperty("sampling");
});
