import type { Guide } from "../guide.ts";

export const continueDev: Guide = {
  id: "continue",
  name: "Continue",
  protocol: "responses",
  address: "v1",
  setup: "continue",
  clients: [],
  parts: ({ baseUrl, key, model }) => [
    {
      kind: "code",
      place: "config.yaml",
      text: [
        "models:",
        `  - name: ${model} (Switchyard)`,
        "    provider: openai",
        `    model: ${model}`,
        `    apiBase: ${baseUrl}`,
        `    apiKey: ${key}`,
        "    useResponsesApi: true",
        "    roles: [chat, edit, apply]",
      ].join("\n"),
    },
  ],
};
