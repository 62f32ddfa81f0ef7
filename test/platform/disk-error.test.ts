import { mkdirSync, symlinkSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { errorWords } from "../../src-main/cli/text/error-text.ts";
import { describeError } from "../../src-main/gateway/http/describe-error.ts";
import { problemOf } from "../../src-main/platform/app-error.ts";
import { readFileIfThere, writeFileAtomic } from "../../src-main/platform/atomic-file.ts";
import { onFile } from "../../src-main/platform/disk-error.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

test.each([
  ["ENOSPC", /disk is full.*Free some space/],
  ["EDQUOT", /quota is used up.*Free some space/],
  ["EROFS", /read-only.*--home/],
  ["EIO", /reports an error.*Check the disk/],
  ["EACCES", /may not read or write.*right/],
])(
  "%s is told with the file and the way out: in a terminal, to a client, in the window",
  async (code, words) => {
    // As Node throws it from an open file: without a name.
    const thrown = Object.assign(new Error(`${code}: words of the system, write`), { code });
    const error = await failure(onFile("/data/accounts.json", () => Promise.reject(thrown)));
    const { message, advice } = problemOf(error);
    for (const told of [errorWords(error), describeError(error).message, `${message} ${advice}`]) {
      expect(told).toContain("/data/accounts.json");
      expect(told).toMatch(words);
    }
    expect(describeError(error)).toMatchObject({ kind: "internal", code: "disk" });
  },
);

test("a folder in a file's place is named, reading and writing", async () => {
  const file = path.join(await temporaryFolder(), "accounts.json");
  mkdirSync(file);
  for (const work of [readFileIfThere(file), writeFileAtomic(file, "x")])
    expect(problemOf(await failure(work)).message).toContain(file);
});

test("what is no failure of a file stays unexplained", () => {
  expect(problemOf(new Error("with a token in it"))).toMatchObject({ code: "internal" });
  expect(problemOf(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }))).toMatchObject({
    code: "internal",
  });
});

test("a planted link is replaced, not followed", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, "accounts.json");
  const other = path.join(folder, "other.txt");
  symlinkSync(other, file);
  await writeFileAtomic(file, "ours");
  expect(await readFileIfThere(other)).toBeNull();
  await mkdir(path.join(folder, "x"));
});
