import type { Guide } from "../guide.ts";

export const openAiPython: Guide = {
  id: "openAiPython",
  name: "OpenAI SDK, Python",
  protocol: "responses",
  address: "v1",
  setup: null,
  clients: ["OpenAI SDK (Python)"],
  parts: ({ baseUrl, key, model }) => [
    {
      kind: "code",
      place: "Python",
      text: [
        "from openai import OpenAI",
        "",
        `client = OpenAI(base_url="${baseUrl}", api_key="${key}")`,
        `print(client.responses.create(model="${model}", input="Say hello").output_text)`,
      ].join("\n"),
    },
  ],
};
