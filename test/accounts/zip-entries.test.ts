import fc from "fast-check";
import { expect, test } from "vitest";
import { findLogins } from "../../src-main/accounts/transfer/import-credentials.ts";
import { looksLikeZip, readZip, zipBounds } from "../../src-main/accounts/transfer/zip-entries.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { madeUpJwt } from "../support/made-up-tokens.ts";
import { makeZip, type ZipFile } from "../support/make-zip.ts";

const all = () => true;
const login = (user: string) =>
  JSON.stringify({ access_token: madeUpJwt({ user, workspace: "w" }), refresh_token: `rt-${user}` });

function entriesOf(zip: Buffer) {
  return findLogins([{ name: "all.zip", base64: zip.toString("base64") }], 1000).map(({ name, found }) => ({
    name,
    found: found instanceof AppError ? found.message : found.login.userId,
  }));
}

test("files of an archive, packed and stored, in folders, behind a comment", () => {
  const zip = makeZip(
    [
      { path: "a.json", content: login("one") },
      { path: "deep/folder/", content: "" },
      { path: "deep/../../b.JSON", content: login("two"), stored: true },
      { path: "readme.txt", content: "hello" },
      { path: "__MACOSX/._a.json", content: "\0\x05\x16\x07" },
    ],
    "made by a test",
  );
  expect(entriesOf(zip)).toEqual([
    { name: "all.zip: a.json", found: "one" },
    { name: "all.zip: deep/../../b.JSON", found: "two" },
    { name: "all.zip: readme.txt", found: "all.zip: readme.txt is not a JSON file." },
    { name: "all.zip: __MACOSX/._a.json", found: "all.zip: __MACOSX/._a.json is not a JSON file." },
  ]);
});

const megabyte = Buffer.alloc(1024 * 1024, 32);
const bomb: ZipFile = { path: "a.json", content: megabyte };

test.each<[string, ZipFile, RegExp]>([
  ["locked", { path: "a.json", content: "{}", encrypted: true }, /locked with a password/],
  ["packed otherwise", { path: "a.json", content: "{}", method: 12 }, /packed in a way/],
  ["with another checksum", { path: "a.json", content: "{}", claims: { checksum: 1 } }, /damaged/],
  ["larger than it says", { path: "a.json", content: "[1,2,3]", claims: { unpacked: 2 } }, /damaged/],
  ["smaller than it says", { path: "a.json", content: "[1]", claims: { unpacked: 20 } }, /damaged/],
  ["a bomb by its ratio", bomb, /unpacks into far more than it is/],
  ["a bomb that hides it", { ...bomb, claims: { unpacked: 100 } }, /damaged/],
])("an entry that is %s spoils itself and no other", (_, file, reason) => {
  const [good, bad] = entriesOf(makeZip([{ path: "good.json", content: login("one") }, file]));
  expect(good?.found).toBe("one");
  expect(bad?.found).toMatch(reason);
});

test("an archive that promises too much is refused before anything is unpacked", () => {
  const files = Array.from({ length: 40 }, (_, index) => ({
    path: `${index}.json`,
    content: megabyte,
    stored: true,
  }));
  expect(() => readZip("big.zip", makeZip(files), all)).toThrow(/more than 32 MB/);
  expect(readZip("big.zip", makeZip(files), () => false)).toHaveLength(40);
});

test("an archive of very many files is refused", () => {
  const files = Array.from({ length: zipBounds.entries + 1 }, (_, index) => ({
    path: `${index}.json`,
    content: "{}",
  }));
  expect(entriesOf(makeZip(files))).toEqual([
    { name: "all.zip", found: "all.zip holds 1001 files, more than can be logins." },
  ]);
});

test("an empty archive says so; a cut one is no whole archive", () => {
  expect(entriesOf(makeZip([]))[0]?.found).toMatch(/holds no files/);
  const whole = makeZip([{ path: "a.json", content: login("one") }]);
  expect(entriesOf(whole.subarray(0, whole.length - 30))[0]?.found).toMatch(/no whole ZIP archive/);
});

test("whatever is wrong with the bytes, it is an answer in words and never a crash", () => {
  const whole = makeZip([{ path: "a.json", content: login("one") }, bomb]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        if (!looksLikeZip(bytes)) return;
        for (const { found } of entriesOf(bytes)) expect(typeof found).toBe("string");
      },
    ),
    { numRuns: 400 },
  );
});
