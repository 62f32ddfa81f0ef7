/** `ask` and `image` as real processes: alone, and beside a running `serve`. */
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { connectToRunning } from "../../src-main/cli/gateway/connect.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { begin } from "../support/command-line.ts";
import { signedIn, situations, startServe, type Place } from "../support/command-place.ts";

vi.setConfig({ testTimeout: 120_000 });

const turns = "/backend-api/codex/responses";
/** The smallest PNG there is. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function file({ home }: Place, name: string, content: string | Buffer): string {
  const place = path.join(home, name);
  writeFileSync(place, content);
  return place;
}

function lastInput({ simulator }: Place): unknown {
  const body = simulator.requests.to(turns).at(-1)?.body as { input: { content: unknown }[] };
  return body.input.at(-1)?.content;
}

describe.each(situations)("%s", (_, prepare) => {
  test("the answer goes to standard output, and nothing else", async () => {
    const here = await signedIn();
    await prepare(here);
    here.simulator.script.next({ text: "Rhine, Nile and Po." });
    const asked = await here.cli(["ask", "Name", "three rivers"]);
    expect(asked).toEqual({ code: 0, out: "Rhine, Nile and Po.\n", error: "" });
    expect(lastInput(here)).toEqual([{ type: "input_text", text: "Name three rivers" }]);
  });

  test("the prompt from standard input, with and without a dash; the model, the JSON", async () => {
    const here = await signedIn();
    await prepare(here);
    for (const args of [["ask", "-"], ["ask"]]) {
      const { code, out } = await here.cli([...args, "-m", "gpt-5.4-high", "--json"], "piped in\n");
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        text: expect.stringContaining("piped in"),
        usage: { output_tokens: expect.any(Number) },
      });
      expect(here.simulator.requests.to(turns).at(-1)?.body).toMatchObject({
        model: "gpt-5.4",
        reasoning: { effort: "high" },
      });
    }
  });

  test("images, PDFs and text travel along; -o writes the file and prints its path", async () => {
    const here = await signedIn();
    await prepare(here);
    const answer = path.join(here.home, "answer.txt");
    const files = [
      ["--image", file(here, "dot.png", png)],
      ["--file", file(here, "paper.pdf", "%PDF-1.4 paper")],
      ["--file", file(here, "notes.txt", "grüne Signale")],
    ];
    const { code, out } = await here.cli(["ask", "What is this?", "-o", answer, ...files.flat()]);
    expect([code, out]).toEqual([0, `${answer}\n`]);
    expect(readFileSync(answer, "utf8")).toMatch(/\S\n$/);
    expect(lastInput(here)).toEqual([
      { type: "input_text", text: "What is this?" },
      { type: "input_image", image_url: `data:image/png;base64,${png.toString("base64")}` },
      {
        type: "input_file",
        filename: "paper.pdf",
        file_data: `data:application/pdf;base64,${Buffer.from("%PDF-1.4 paper").toString("base64")}`,
      },
      { type: "input_text", text: "File notes.txt:\n\ngrüne Signale" },
    ]);
  });

  test("what the backend refuses is said in its words, exit code 1", async () => {
    const here = await signedIn();
    await prepare(here);
    here.simulator.script.next({
      reply: { status: 400, body: { detail: "The model is not for you." } },
      always: true,
    });
    const asked = await here.cli(["ask", "hello"]);
    expect(asked).toMatchObject({
      code: 1,
      out: "",
      error: expect.stringContaining("The model is not for you."),
    });
  });

  test("Ctrl-C ends the request at the backend too", async () => {
    const here = await signedIn();
    await prepare(here);
    const gate = createGate();
    here.simulator.script.next({ gate: { afterEvents: 6, gate } });
    const asking = begin(["ask", "a long story"], { env: here.env });
    await gate.reached;
    asking.process.kill("SIGINT");
    expect(await here.simulator.requests.lastAsked?.closed).toBe("cut");
    expect(await asking.done).toMatchObject({ code: 1, error: "Cancelled.\n" });
  });

  test("images: one file, several files, an edit", async () => {
    const here = await signedIn();
    await prepare(here);
    const one = path.join(here.home, "box.png");
    expect(await here.cli(["image", "a red signal box", "-o", one])).toMatchObject({
      code: 0,
      out: `${one}\n`,
    });
    expect(readFileSync(one).subarray(1, 4).toString()).toBe("PNG");
    const cat = path.join(here.home, "cat.png");
    const several = await here.cli(["image", "cats", "-o", cat, "-n", "2", "--json"]);
    const files = ["cat-1.png", "cat-2.png"].map((name) => path.join(here.home, name));
    expect(JSON.parse(several.out)).toEqual({ files });
    expect(files.every((each) => statSync(each).size > 50)).toBe(true);
    expect(existsSync(cat)).toBe(false);
    const night = path.join(here.home, "night.png");
    expect((await here.cli(["image", "at night", "--edit", one, "--quality", "low", "-o", night])).code).toBe(
      0,
    );
    expect(here.simulator.requests.to("/backend-api/codex/images/edits").at(-1)?.body).toMatchObject({
      prompt: "at night",
      quality: "low",
      images: [{ image_url: `data:image/png;base64,${readFileSync(one).toString("base64")}` }],
    });
  });
});

test("a command alone changes no setting, switches no Codex and takes no known port", async () => {
  const here = await signedIn();
  const stranger = createServer().listen(0, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => void stranger.close());
  const { port } = stranger.address() as AddressInfo;
  // Neither this port nor this address could be listened on.
  const gateway = { enabled: false, host: "203.0.113.1", port };
  const settings = { codex: { enabled: true }, gateway };
  const before = JSON.stringify(settings);
  const kept = file(here, "settings.json", before);
  mkdirSync(path.join(here.home, ".codex"));
  const config = file(here, ".codex/config.toml", 'model = "gpt-5.5"\n');
  const { SWITCHYARD_PORT: _, ...env } = here.env;
  const gate = createGate();
  here.simulator.script.next({ gate: { afterEvents: 6, gate } });
  const asking = begin(["ask", "hello"], { env });
  await gate.reached;
  expect(readFileSync(config, "utf8")).toBe('model = "gpt-5.5"\n');
  gate.open();
  expect(await asking.done).toMatchObject({ code: 0, error: "" });
  expect(JSON.parse(readFileSync(kept, "utf8"))).toEqual(settings);
  expect(readFileSync(config, "utf8")).toBe('model = "gpt-5.5"\n');
});

test("beside a serve with a key the key is sent; beside a stopped gateway it says so", async () => {
  const here = await signedIn();
  await startServe(here, ["--api-key", "not-a-real-key"]);
  const asked = await here.cli(["ask", "hello"]);
  expect(asked).toMatchObject({ code: 0, error: "" });
  const client = await connectToRunning(here.home);
  await client?.gateway.stop();
  expect(await here.cli(["ask", "hello"])).toMatchObject({
    code: 1,
    error: expect.stringContaining("The gateway of the running Switchyard is stopped. Start it"),
  });
});

test("nobody signed in: a sentence, exit code 1", async () => {
  const here = await signedIn();
  await here.cli(["accounts", "remove", "one@example.com"]);
  expect(await here.cli(["ask", "hello"])).toMatchObject({
    code: 1,
    error: expect.stringMatching(/signed in/),
  });
});

test("calls that cannot be meant, and files that are none of what can be sent", async () => {
  const here = await signedIn();
  const binary = file(here, "data.bin", Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  const cases: [string[], number, RegExp][] = [
    [["ask"], 2, /There is no prompt/],
    [["image", "a cat"], 2, /wants a file to write to/],
    [["image", "a cat", "-o", "cat.bmp"], 2, /wants a \.png, \.jpg or \.webp file/],
    [["image", "a cat", "-o", "cat.png", "-n", "11"], 2, /--count wants a number from 1 to 10/],
    [["ask", "x", "--image", binary], 1, /is no PNG, JPEG, WebP or GIF image/],
    [["ask", "x", "--file", binary], 1, /is neither text nor a PDF nor an image/],
    [["ask", "x", "--file", path.join(here.home, "gone")], 1, /There is no file .*gone/],
  ];
  for (const [args, code, words] of cases) {
    const finished = await here.cli(args, "");
    expect(finished.error).toMatch(words);
    expect([finished.code, finished.out]).toEqual([code, ""]);
  }
  expect(here.simulator.requests.to(turns)).toEqual([]);
});

test("--raw prints the events as they come; -o puts them into a file", async () => {
  const here = await signedIn();
  here.simulator.script.next({ text: "Rhine." });
  const { code, out, error } = await here.cli(["ask", "a river", "--raw"]);
  expect([code, error]).toEqual([0, ""]);
  expect(out).toMatch(/^event: response\.created\ndata: \{"type":"response\.created"/);
  expect(out).toMatch(/"delta":"Rhine/);
  expect(out).toMatch(/event: response\.completed\ndata: .*\n\n$/);
  const target = path.join(here.home, "events.txt");
  here.simulator.script.next({ text: "Rhine." });
  expect(await here.cli(["ask", "a river", "--raw", "-o", target])).toEqual({
    code: 0,
    out: `${target}\n`,
    error: "",
  });
  expect(readFileSync(target, "utf8")).toMatch(/^event: response\.created\n/);
});

test("--body sends a request as it is, wherever it is to go", async () => {
  const here = await signedIn();
  const payload = { model: "gpt-5.5", input: "from a file", stream: false, store: false };
  const own = file(here, "request.json", JSON.stringify(payload));
  const answered = await here.cli(["ask", "--body", own]);
  expect([answered.code, JSON.parse(answered.out)]).toEqual([
    0,
    expect.objectContaining({ status: "completed" }),
  ]);
  expect(lastInput(here)).toEqual([{ type: "input_text", text: "from a file" }]);
  const piped = await here.cli(
    ["ask", "--body", "-", "--to", "/v1/messages"],
    JSON.stringify({ model: "gpt-5.5", max_tokens: 9, messages: [{ role: "user", content: "piped" }] }),
  );
  expect([piped.code, JSON.parse(piped.out)]).toEqual([0, expect.objectContaining({ type: "message" })]);

  const refused = await here.cli(["ask", "--body", "-", "--to", "/v1/chat/completions"], "{}");
  expect([refused.code, refused.out, refused.error]).toEqual([1, "", expect.stringContaining("messages")]);
  const broken = file(here, "broken.json", "{");
  const wrong: [string[], RegExp][] = [
    [["--body", broken], /broken\.json holds no JSON/],
    [["--body", own, "a prompt"], /With --body there is no prompt/],
    [["--body", own, "-m", "gpt-5.5"], /--model does not go with --body/],
    [["--body", own, "--to", "messages"], /--to wants a path/],
    [["--to", "/v1/messages", "hello"], /--to needs --body/],
    [["--raw", "--json", "hello"], /--json cannot be combined with --raw/],
  ];
  for (const [args, words] of wrong) {
    const { code, error } = await here.cli(["ask", ...args]);
    expect([code, error]).toEqual([2, expect.stringMatching(words)]);
  }
  expect((await here.cli(["ask", "--body", path.join(here.home, "gone.json")])).error).toContain("gone.json");
});
