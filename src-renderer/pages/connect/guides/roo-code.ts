import { fields, type Guide } from "../guide.ts";

/** Its settings lie in the editor's secret storage, and what it imports at its start stays there: nothing to undo. */
export const rooCode: Guide = {
  id: "rooCode",
  name: "Roo Code",
  protocol: "chat",
  address: "v1",
  setup: null,
  clients: ["Roo Code"],
  parts: (values) => [{ kind: "field", field: "provider", text: "OpenAI Compatible" }, ...fields(values)],
};
