import type { Guide } from "../guide.ts";

export const continueDev: Guide = {
  id: "continue",
  name: "Continue",
  protocol: "chat",
  address: "v1",
  setup: null,
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
        "    roles: [chat, edit, apply]",
      ].join("\n"),
    },
  ],
};
