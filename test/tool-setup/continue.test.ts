/** Continue's config.yaml: our models are items of its list; everything else is the person's, to the byte. */
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { editable, refused } from "./yaml-corpus.ts";
import { place } from "./place.ts";

const file = ".continue/config.yaml";
const older = ".continue/config.json";
const address = "http://127.0.0.1:8787/v1";

interface Model {
  name?: string;
  title?: string;
  apiBase?: string;
}

const dataOf = (text: string | null) => (parse(text ?? "") ?? {}) as { models?: (Model | null)[] | null };
const isOurs = (model: Model | null) => model?.apiBase === address;

describe.each(Object.entries(editable))("%s", (_name, text) => {
  test("on puts our models behind the person's and changes nothing else; off restores every byte", async () => {
    const { setup, read, stateOf } = await place({ [file]: text });
    await setup.turnOn("continue");
    expect(await stateOf("continue")).toBe("on");
    const before = dataOf(text);
    const after = dataOf(read(file));
    const theirs = before.models ?? [];
    expect(after.models?.slice(0, theirs.length)).toEqual(theirs);
    expect(after.models?.slice(theirs.length).map((model) => model?.name)).toEqual([
      "GPT-5.5 (Switchyard)",
      "GPT-5.5 mini (Switchyard)",
    ]);
    expect(after).toMatchObject({ ...before, models: after.models });
    expect(after).toHaveProperty("name");
    const [crlf, lf] = [/\r\n/g, /(?<!\r)\n/g].map((end) => read(file)?.match(end)?.length ?? 0);
    expect(text?.includes("\r\n") ? lf : crlf).toBe(0);

    expect(await setup.turnOff("continue")).toMatchObject({ foreign: [] });
    expect(read(file)).toBe(text);
  });

  test("after others have written, only our items go", async () => {
    const { setup, read, write, stateOf } = await place({ [file]: text });
    await setup.turnOn("continue");
    const eol = text?.includes("\r\n") ? "\r\n" : "\n";
    const indent = /^ +(?=name:)/m.exec(read(file)?.split(eol)[0] ?? "")?.[0] ?? "";
    const added = `${read(file)}${indent}added: # by hand${eol}${indent}  - yes${eol}`;
    write(file, added);
    expect(await stateOf("continue")).toBe("on");
    expect((await setup.turnOff("continue")).foreign).toEqual([]);
    const after = dataOf(read(file));
    expect((after.models ?? []).filter(isOurs)).toEqual([]);
    const { models: _, ...others } = dataOf(text);
    expect(after).toMatchObject({ ...others, added: ["yes"] });
    expect(after.models ?? []).toEqual(dataOf(text).models ?? []);
    // No line of the person's is gone or written anew.
    const lines = (whole: string | null) => (whole ?? "").split(eol).filter((line) => line.trim() !== "");
    const kept = lines(read(file));
    const changed = lines(text).filter((line) => !kept.includes(line));
    expect(changed.filter((line) => !/^\s*"?models"?:/.test(line))).toEqual([]);
  });
});

describe.each(Object.entries(refused))("refused: %s", (_name, [text, line]) => {
  test("with its line, and left alone", async () => {
    const { setup, read } = await place({ [file]: text });
    const [preview] = await setup.preview("continue");
    expect(preview).toMatchObject({ diff: [], refusal: { line } });
    expect(dataOf(preview?.refusal?.snippet ?? "").models?.filter(isOurs)).toHaveLength(2);
    await expect(setup.turnOn("continue")).rejects.toThrow(`line ${line}`);
    expect(read(file)).toBe(text);
  });
});

test("an item of ours that somebody pointed elsewhere is drift, told and left alone; the others go", async () => {
  const { setup, read, write, stateOf } = await place({ [file]: editable["one model"] ?? "" });
  await setup.turnOn("continue");
  write(file, (read(file) ?? "").replace(address, "http://elsewhere.example.com/v1"));
  expect(await stateOf("continue")).toBe("drift");
  const { foreign } = await setup.turnOff("continue");
  expect(foreign).toEqual(["models[GPT-5.5 (Switchyard)]"]);
  expect(dataOf(read(file)).models?.map((model) => model?.name)).toEqual(["Llama", "GPT-5.5 (Switchyard)"]);
});

test("what the person changes in an item of ours is no drift, and goes with it", async () => {
  const { setup, read, write, stateOf } = await place({ [file]: editable["one model"] ?? "" });
  await setup.turnOn("continue");
  write(file, (read(file) ?? "").replace("- apply", "- apply\n      - autocomplete"));
  expect(await stateOf("continue")).toBe("on");
  expect((await setup.turnOff("continue")).foreign).toEqual([]);
  expect(read(file)).toBe(editable["one model"]);
});

test("an item of the same name is displaced and comes back where it was", async () => {
  const mine = "models:\n  - name: GPT-5.5 (Switchyard)\n    provider: openai\n    model: x\n  - name: b\n";
  const { setup, read, write } = await place({ [file]: mine });
  await setup.turnOn("continue");
  expect(dataOf(read(file)).models?.map((model) => model?.name)).toEqual([
    "GPT-5.5 (Switchyard)",
    "b",
    "GPT-5.5 mini (Switchyard)",
  ]);
  write(file, `${read(file)}# later\n`);
  await setup.turnOff("continue");
  expect(read(file)).toBe(`${mine}# later\n`);
});

test("a file that was broken since is left alone, told with its line, and given back once it is mended", async () => {
  const { setup, read, write, stateOf } = await place({ [file]: editable["one model"] ?? "" });
  await setup.turnOn("continue");
  const ours = read(file) ?? "";
  write(file, `${ours}\t- broken\n`);
  expect(await stateOf("continue")).toBe("drift");
  await expect(setup.turnOff("continue")).rejects.toThrow(/line \d+/);
  expect(read(file)).toBe(`${ours}\t- broken\n`);
  write(file, ours);
  await setup.turnOff("continue");
  expect(read(file)).toBe(editable["one model"]);
});

test("with an older config.json alone, that is what Continue reads and what is changed", async () => {
  const text =
    '{\n  // mine\n  "models": [\n    { "title": "Llama", "provider": "ollama", "model": "llama3" }\n  ]\n}\n';
  const { setup, read, write } = await place({ [older]: text });
  await setup.turnOn("continue");
  expect(read(file)).toBeNull();
  expect(read(older)).toContain(address);
  expect((await setup.list()).find(({ id }) => id === "continue")?.file).toMatch(/config\.json$/);
  // A config.yaml that comes later does not hide what is to be undone.
  write(file, editable["one model"] ?? "");
  expect((await setup.list()).find(({ id }) => id === "continue")).toMatchObject({
    state: "on",
    file: expect.stringMatching(/config\.json$/) as string,
  });
  await setup.turnOff("continue");
  expect(read(older)).toBe(text);
});

test("the gateway's new address is followed, and off is still what was there before", async () => {
  const { setup, read, tell, stateOf } = await place({ [file]: editable["comments"] ?? "" });
  await setup.turnOn("continue");
  tell({ root: "http://127.0.0.1:9999" });
  expect(await setup.updateAddress()).toEqual([]);
  expect(read(file)).not.toContain(address);
  expect(read(file)).toContain("http://127.0.0.1:9999/v1");
  expect(await stateOf("continue")).toBe("on");
  await setup.turnOff("continue");
  expect(read(file)).toBe(editable["comments"]);
});
