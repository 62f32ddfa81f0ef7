import { tryCommand } from "../../../format/try-command.ts";
import type { Guide } from "../guide.ts";

export const curl: Guide = {
  id: "curl",
  name: "curl",
  protocol: "chat",
  address: "v1",
  setup: null,
  clients: ["curl"],
  parts: ({ baseUrl, keyRequired, model, platform }) => [
    {
      kind: "code",
      place: null,
      text: tryCommand({ baseUrl, apiKeyRequired: keyRequired }, model, platform),
    },
  ],
};
