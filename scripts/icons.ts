/**
 * Renders the icons in assets/ from their vector sources: the app icon for every system, and the tray set.
 * The results are committed; run this after a source changed.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { icnsFile, icoFile } from "./icon-containers.ts";

const assets = path.join(import.meta.dirname, "../assets");
const states = ["stopped", "running", "codex-on", "attention", "error"];
/** Name of the shade is that of the glyph: light ones are for dark panels. */
const shades = { light: "#f4f4f5", dark: "#26272b" };
/** Electron picks the file whose factor fits the screen. */
const windowsSizes = { "": 16, "@1.25x": 20, "@1.5x": 24, "@2x": 32, "@3x": 48, "@4x": 64 };
const linuxSizes = { "": 24, "@1.5x": 36, "@2x": 48 };
const templateSizes = { "": 16, "@2x": 32, "@3x": 48 };

/** The full icon has a margin, as macOS wants it; small sizes are drawn for themselves. */
function appIcon(size: number): Buffer {
  return render(read(size <= 48 ? "icon-small.svg" : "icon.svg"), size);
}

function render(svg: string, size: number): Buffer {
  return new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
}

function read(name: string): string {
  return readFileSync(path.join(assets, name), "utf8");
}

function write(name: string, data: Buffer): void {
  const file = path.join(assets, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, data);
}

for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024])
  write(`icons/${size}x${size}.png`, appIcon(size));
write("icon.png", appIcon(1024));
write("icon.ico", icoFile([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: appIcon(size) }))));
write("icon.icns", icnsFile(new Map([16, 32, 64, 128, 256, 512, 1024].map((size) => [size, appIcon(size)]))));
write("tray/app.png", appIcon(256));

for (const state of states) {
  const glyph = read(`tray/${state}.svg`);
  const tinted = (color: string) => glyph.replace('color="#000000"', `color="${color}"`);
  for (const [suffix, size] of Object.entries(templateSizes)) {
    write(`tray/${state}Template${suffix}.png`, render(glyph, size));
  }
  for (const [shade, color] of Object.entries(shades)) {
    for (const [suffix, size] of Object.entries(windowsSizes)) {
      write(`tray/windows-${state}-${shade}${suffix}.png`, render(tinted(color), size));
    }
    for (const [suffix, size] of Object.entries(linuxSizes)) {
      write(`tray/linux-${state}-${shade}${suffix}.png`, render(tinted(color), size));
    }
  }
}
