/** Files as people have them: each must come back byte for byte after the switch was turned on and off. */
const plain = `# My Codex
model = "gpt-5.5"  # the good one
approval_policy = "never"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs-mcp"]  # keep
env = { "TOKEN" = "placeholder" }

[projects."/home/me/ünïcode 项目"]
trust_level = "trusted"
`;

export const corpus: Record<string, string> = {
  empty: "",
  "one blank line": "\n",
  "only a comment": "# nothing here yet\n",
  "comment without line end": "# nothing here yet",
  plain,
  "plain without last line end": plain.trimEnd(),
  crlf: plain.replaceAll("\n", "\r\n"),
  bom: `\uFEFF${plain}`,
  "bom and crlf": `\uFEFF${plain.replaceAll("\n", "\r\n")}`,
  "leading blank lines": `\n\n\n${plain}`,
  "trailing blank lines": `${plain}\n\n\n`,
  "trailing spaces": 'model = "x"   \napproval_policy = "never"\t\n',
  tabs: '\tmodel\t=\t"x"\n[a]\n\tb = 1\n',
  "provider set":
    'model_provider = "azure"\nmodel = "x"\n\n[model_providers.azure]\nname = "Azure"\nbase_url = "https://example.com"\n',
  "provider set with comment": 'model_provider = "azure" # ours\n',
  "provider in single quotes": "model_provider = 'azure'\n",
  "provider in a quoted key": '"model_provider" = "azure"\n',
  "base url set": 'openai_base_url = "https://proxy.example.com/v1"\n',
  "both set":
    'openai_base_url = "https://proxy.example.com/v1" # a\nmodel_provider = "openai"   # b\nmodel = "x"\n',
  "both set apart":
    'model_provider = "openai"\n# between\nmodel = "x"\n\nopenai_base_url = "https://p.example.com"\n[x]\ny=1\n',
  "provider is openai": 'model_provider = "openai"\n',
  "table first": "[features]\nplugins = false\n",
  "only tables": "[a]\nx = 1\n[b]\ny = 2\n[[c]]\nz = 3\n",
  "array of tables": '[[hooks]]\nname = "a"\n\n[[hooks]]\nname = "b"\n',
  "dotted keys": 'tui.theme = "dark"\nfeatures.plugins = false\nmodel = "x"\n',
  "dotted providers":
    'model_providers.azure.name = "Azure"\nmodel_providers.azure.base_url = "https://example.com"\n',
  "inline tables": 'shell = { policy = "none", set = { A = "1" } }\nmodel = "x"\n',
  "nested arrays": 'a = [[1, 2], ["x", "y"], [{ b = 1 }]]\n',
  "arrays over lines": 'args = [\n  "one", # first\n  "two",\n]\nmodel = "x"\n',
  "multi-line strings":
    'notes = """\nmodel_provider = "not a key"\n[model_providers.switchyard]\n"""\nmodel = "x"\n',
  "literal multi-line": "notes = '''\nopenai_base_url = \"not a key\"\n'''\n",
  "escaped strings": 'a = "quote \\" backslash \\\\ tab \\t unicode \\u00fc"\n',
  "hash in strings": 'a = "# no comment" # a comment\n',
  "brackets in strings": 'a = "[model_providers.switchyard]"\n',
  numbers: "a = 1_000\nb = 0xff\nc = 1e9\nd = -inf\ne = nan\nf = 3.14\ng = 0b1\n",
  dates: "a = 2026-11-20T12:00:00Z\nb = 2026-11-20\nc = 12:30:00\nd = 2026-11-20 12:00:00.5+01:00\n",
  booleans: "a = true\nb = false\n",
  profiles:
    'profile = "fast"\n[profiles.fast]\nmodel = "gpt-5.5"\nmodel_provider = "azure"\n[profiles.slow]\nmodel = "x"\n',
  "profile with base url": '[profiles.fast]\nopenai_base_url = "https://x.example.com"\n',
  "many mcp servers": Array.from(
    { length: 40 },
    (_, index) => `[mcp_servers.s${index}]\ncommand = "c${index}" # ${index}\n`,
  ).join("\n"),
  "quoted table keys":
    '[projects."C:\\\\Users\\\\me"]\ntrust_level = "trusted"\n[projects.\'/a b\']\nx = 1\n',
  "unicode everywhere": 'name = "漢字 👩‍👩‍👧 é"\n# комментарий\n["ключ"]\n"значение" = "да"\n',
  "comments everywhere": "# a\n\n# b\nmodel = 1 # c\n# d\n\n# e\n[t] # f\n# g\nx = 1 # h\n# i\n",
  "comment after the last table": "[t]\nx = 1\n# the end\n",
  "no spaces": 'a=1\nb="x"\n[t]\nc=2\n',
  "spaces in headers": "[ t . u ]\nx = 1\n",
  "super table later": "[a.b]\nx = 1\n[a]\ny = 2\n",
  "empty tables": "[a]\n[b]\n[c.d]\n",
  "sub table of providers":
    '[model_providers.azure.query_params]\nv = "1"\n[model_providers.azure]\nname = "A"\n',
  huge: Array.from(
    { length: 5000 },
    (_, index) => `[projects."/p/${index}"]\ntrust_level = "trusted"\n`,
  ).join(""),
  "long line": `a = "${"x".repeat(100_000)}"\n`,
  "ours commented out":
    '# model_provider = "openai"\n# openai_base_url = "http://127.0.0.1:8787/codex/v1"\nmodel = "x"\n',
  "keys that begin alike": 'model_provider_note = "x"\nopenai_base_url_old = "y"\n',
  "mixed line ends": "a = 1\r\nb = 2\n[t]\r\nx = 1\n",
  "features and analytics": "[features]\nplugins = false\napps = false\n\n[analytics]\nenabled = false\n",
  "memories and desktop": "[memories]\nenabled = true\n\n[desktop]\nwindow = { width = 1, height = 2 }\n",
  "crlf without last end": "a = 1\r\n[t]\r\nx = 1",
  "only a bom": "\uFEFF",
  "tui section": '[tui]\nnotifications = ["a", "b"]\nstatus_line = { left = ["x"] }\n',
  "shell environment": '[shell_environment_policy]\ninherit = "core"\nset = { PATH = "/usr/bin" }\n',
  "keyring and login": 'cli_auth_credentials_store = "keyring"\nforced_login_method = "chatgpt"\n',
};

/** Files that must be refused, with the line that is to blame where there is one. */
export const refused: Record<string, { text: string; mode: "native" | "provider"; line: number | null }> = {
  "broken string": { text: 'a = 1\nb = "x\n', mode: "native", line: 2 },
  "duplicate key": { text: 'model_provider = "a"\nmodel_provider = "b"\n', mode: "native", line: 2 },
  "duplicate table": { text: "[a]\nx = 1\n[a]\ny = 2\n", mode: "native", line: 3 },
  "conflict marker": { text: "<<<<<<< HEAD\na = 1\n", mode: "native", line: 1 },
  "inline providers": { text: 'model_providers = { azure = { name = "A" } }\n', mode: "provider", line: 1 },
  "a provider of that name": {
    text: '\n[model_providers.switchyard]\nname = "mine"\n',
    mode: "provider",
    line: 2,
  },
};
