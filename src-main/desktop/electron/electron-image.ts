/** The drawn number as an image of the system's, one drawing for each scale of the screen. */
import { nativeImage, type NativeImage } from "electron";
import { drawTrayNumber } from "../tray/tray-number.ts";

/** Size of an icon at scale 1, and the scales screens have. */
const sizes = {
  win32: { base: 16, scales: [1, 1.25, 1.5, 2, 3, 4] },
  linux: { base: 24, scales: [1, 1.5, 2] },
};
const glyph = { light: [244, 244, 245], dark: [38, 39, 43] } as const;

export interface NumberImage {
  /** Percent that is left, 0 to 100. */
  percent: number;
  codexOn: boolean;
  platform: "win32" | "linux";
  /** Whether it stands on a dark bar. */
  dark: boolean;
}

export function trayNumberImage({ percent, codexOn, platform, dark }: NumberImage): NativeImage {
  const image = nativeImage.createEmpty();
  const { base, scales } = sizes[platform];
  for (const scaleFactor of scales) {
    const size = Math.round(base * scaleFactor);
    const pixels = drawTrayNumber(percent, { size, codexOn, color: dark ? glyph.light : glyph.dark });
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: Buffer.from(pixels) });
  }
  return image;
}
