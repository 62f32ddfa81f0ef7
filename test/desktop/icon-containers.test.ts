import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { icnsFile, icoFile } from "../../scripts/icon-containers.ts";

const assets = path.join(import.meta.dirname, "../../assets");
const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Width of a PNG image, from its header. */
function pngWidth(png: Buffer): number {
  expect(png.subarray(0, 4)).toEqual(pngStart);
  return png.readUInt32BE(16);
}

test("icon.ico holds each size as a PNG where its directory says", () => {
  const ico = readFileSync(path.join(assets, "icon.ico"));
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = ico.readUInt32LE(entry + 12);
    const width = pngWidth(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)));
    expect(ico.readUInt8(entry)).toBe(width % 256);
    return width;
  });
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
});

test("icon.icns is a chain of entries that ends with the file", () => {
  const icns = readFileSync(path.join(assets, "icon.icns"));
  expect(icns.toString("latin1", 0, 4)).toBe("icns");
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const widths: Record<string, number> = {};
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    widths[icns.toString("latin1", at, at + 4)] = pngWidth(icns.subarray(at + 8));
  }
  expect(widths).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic13: 256, ic14: 512 });
});

test("a missing size is named", () => {
  expect(() => icnsFile(new Map())).toThrow("no PNG of 16 px");
  expect(icoFile([]).readUInt16LE(2)).toBe(1);
});
