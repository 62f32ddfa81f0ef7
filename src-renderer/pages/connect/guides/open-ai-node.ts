import type { Guide } from "../guide.ts";

export const openAiNode: Guide = {
  id: "openAiNode",
  name: "OpenAI SDK, Node",
  protocol: "responses",
  address: "v1",
  setup: null,
  clients: ["OpenAI SDK (Node)"],
  parts: ({ baseUrl, key, model }) => [
    {
      kind: "code",
      place: "JavaScript",
      text: [
        'import OpenAI from "openai";',
        "",
        `const client = new OpenAI({ baseURL: "${baseUrl}", apiKey: "${key}" });`,
        `const answer = await client.responses.create({ model: "${model}", input: "Say hello" });`,
        "console.log(answer.output_text);",
      ].join("\n"),
    },
  ],
};
