import { expect, test } from "vitest";
import { withoutSecrets } from "../../src-main/tool-setup/mask-secrets.ts";
import { place } from "./place.ts";

const shown = (text: string) => withoutSecrets([{ kind: "same", text }])[0]?.text;

test.each([
  ['  "apiKey": "sk-a\\"b", "model": "x"', '  "apiKey": "…", "model": "x"'],
  ['    "ANTHROPIC_AUTH_TOKEN": "sk",', '    "ANTHROPIC_AUTH_TOKEN": "…",'],
  ['"cline:clineAccountId-refreshToken":"{\\"idToken\\":1}"', '"cline:clineAccountId-refreshToken":"…"'],
  ["    apiKey: sk-123 # mine", "    apiKey: …"],
  ["  - apiKey: 'sk: 1'", "  - apiKey: …"],
])("%s is shown as %s", (line, as) => {
  expect(shown(line)).toBe(as);
});

test.each([
  '  "apiKey": "local"',
  '  "maxTokens": 128000, "model": "gpt"',
  "    apiKey: local",
  "    apiKey: ${{ secrets.KEY }}",
  "      maxTokens: 128000",
  "    model: gpt-5.5",
  '  "apiKey": ""',
])("%s is shown as it is", (line) => {
  expect(shown(line)).toBe(line);
});

test("a preview shows no key of the person's, and names what it is in", async () => {
  const { setup } = await place({
    ".cline/data/globalState.json": "{}",
    ".cline/data/secrets.json": '{\n  "apiKey": "sk-own-0000"\n}\n',
  });
  const text = JSON.stringify(await setup.preview("cline"));
  expect(text).not.toContain("sk-own-0000");
  expect(text).toContain("apiKey");
});

test("the gateway's own key is written, and nowhere shown", async () => {
  for (const text of ["models: []\n", "models: [a]\n"]) {
    const { setup, read, tell } = await place({ ".continue/config.yaml": text });
    tell({ apiKey: "sy-own-key" });
    const shown = JSON.stringify(await setup.preview("continue"));
    expect(shown).toContain("YOUR_API_KEY");
    expect(shown).not.toContain("sy-own-key");
    if (text.includes("[a]")) continue;
    await setup.turnOn("continue");
    expect(read(".continue/config.yaml")).toContain("apiKey: sy-own-key");
  }
});
