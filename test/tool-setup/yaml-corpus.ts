/** config.yaml files of Continue as people have them. */

const item = (name: string) =>
  `  - name: ${name}\n    provider: ollama\n    model: llama3.1:8b\n    roles:\n      - chat\n      - edit\n`;
const head = "name: Local Config\nversion: 1.0.0\nschema: v1\n";

/** Text and what `models` is before; all of them can be edited. */
export const editable: Record<string, string | null> = {
  "no file": null,
  empty: "",
  "only a comment": "# to be written\n",
  "as Continue makes it": `${head}models: []\n`,
  "without end of line": `${head}models: []`,
  "one model": `${head}models:\n${item("Llama")}`,
  "two models and rules behind": `${head}models:\n${item("Llama")}${item("Qwen")}rules:\n  - Be brief.\n`,
  "no models": `${head}rules:\n  - Be brief.\n`,
  "models without a value": `${head}models:\nrules: []\n`,
  "models null": `${head}models: null # none yet\nrules: []\n`,
  "models tilde at the end": `${head}models: ~`,
  "empty list with spaces and comment": `${head}models:   [ ]   # later\nrules: []\n`,
  "items not indented": `${head}models:\n- name: a\n  provider: openai\n  model: gpt-4o\nrules: []\n`,
  "items indented by four": `${head}models:\n    - name: a\n      provider: openai\n      model: gpt-4o\n`,
  comments: `# mine\n${head}models: # all of them\n  # first\n${item("a")}    # still a\n  # then\n${item("b")}\n# the end\n`,
  "commented-out items": `${head}models:\n${item("a")}  # - name: b\n  #   provider: openai\n\ncontext: []\n`,
  crlf: `${head}models:\n${item("Llama")}rules: []\n`.replaceAll("\n", "\r\n"),
  "crlf without models": `${head}rules: []\n`.replaceAll("\n", "\r\n"),
  "byte order mark": `\uFEFF${head}models:\n${item("Llama")}`,
  "document start": `%YAML 1.2\n---\n${head}models:\n${item("Llama")}`,
  "anchors and merge keys": `${head}defaults: &d\n  provider: openai\n  apiKey: x\nmodels:\n  - name: a\n    <<: *d\n    model: gpt-4o\n  - name: b\n    <<: *d\n    model: gpt-4\n`,
  "anchored list": `${head}models: &all\n  - name: a\n    provider: openai\n    model: gpt-4o\n`,
  "anchored item": `${head}models:\n  - &a\n    name: a\n    provider: openai\n    model: x\n`,
  "block scalar at the end": `${head}models:\n  - name: a\n    provider: openai\n    model: x\n    chatOptions:\n      baseSystemMessage: |\n        Be brief.\n\n        Really.\n`,
  "kept blank lines": `${head}models:\n  - name: a\n    provider: openai\n    model: x\n    note: |+\n      text\n\n\nrules: []\n`,
  "folded strings": `${head}models:\n  - name: "a\n      b"\n    provider: openai\n    model: x\n    roles: [chat,\n      edit]\nrules: []\n`,
  "items of the hub": `${head}models:\n  - uses: anthropic/claude-sonnet\n    with:\n      KEY: \${{ secrets.KEY }}\n  - uses: ollama/llama\n`,
  "quoted key": `${head}"models":\n${item("a")}`,
  "indented file": `  name: x\n  version: 1.0.0\n  models:\n    - name: a\n      provider: openai\n      model: x\n`,
  "indented file without models": `  name: x\n  version: 1.0.0\n`,
  "an item without a value": `${head}models:\n  -\n  - name: a\n    provider: openai\n    model: x\n`,
  unicode: `name: 漢字 é 🚂\nversion: 1.0.0\nschema: v1\nmodels:\n${item("模型")}`,
  "long lines": `${head}models:\n  - name: a\n    provider: openai\n    model: ${"x".repeat(300)}\n`,
  "colon and hash in values": `${head}models:\n  - name: 'a: b # c'\n    provider: openai\n    model: "x"\n`,
  "models under another key too": `${head}other:\n  models:\n    - a\nmodels:\n${item("a")}`,
};

/** Text and the line that is told. */
export const refused: Record<string, [text: string, line: number]> = {
  "flow list": [`${head}models: [{name: a, provider: openai, model: x}]\n`, 4],
  "list that is an alias": [`${head}all: &all\n  - name: a\nmodels: *all\n`, 6],
  "duplicate keys": [`${head}models: []\nrules: []\nmodels: []\n`, 6],
  "several documents": [`${head}models: []\n---\nname: b\n`, 5],
  "tab as indentation": [`${head}models:\n\t- name: a\n`, 5],
  "not closed": [`${head}models: [\n`, 4],
  "not a mapping": ["- name: a\n", 1],
  "a mapping in braces": ["{name: x, version: 1.0.0, models: []}\n", 1],
  "models is a text": [`${head}models: none\n`, 4],
  "models is a mapping": [`${head}models:\n  a: b\n`, 4],
  "alias without anchor": [`${head}models:\n  - *nothing\n`, 5],
  "aliases of aliases": [
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${["b", "c", "d"].map((key, at) => `${key}: &${key} [${Array.from({ length: 10 }, () => `*${"abc"[at]}`).join(", ")}]\n`).join("")}models: []\n`,
    1,
  ],
  "ends with dots": [`${head}rules: []\n...\n`, 5],
};
