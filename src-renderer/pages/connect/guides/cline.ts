import { fields, type Guide } from "../guide.ts";

export const cline: Guide = {
  id: "cline",
  name: "Cline, Roo Code",
  protocol: "chat",
  address: "v1",
  setup: null,
  clients: [],
  parts: (values) => [{ kind: "field", field: "provider", text: "OpenAI Compatible" }, ...fields(values)],
};
