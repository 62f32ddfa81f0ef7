/** The two icon containers of Windows and macOS, both of them lists of PNG images. */

export interface IconImage {
  /** Pixels, square. */
  size: number;
  png: Buffer;
}

/** An .ico with PNG entries (Windows Vista and later). */
export function icoFile(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2); // type: icon
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    const side = size === 256 ? 0 : size; // 0 stands for 256
    header.writeUInt8(side, entry);
    header.writeUInt8(side, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits per pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Entry type and the pixels of its PNG; the later ones are the doubled resolutions. */
const icnsTypes: [string, number][] = [
  ["icp4", 16],
  ["icp5", 32],
  ["icp6", 64],
  ["ic07", 128],
  ["ic08", 256],
  ["ic09", 512],
  ["ic10", 1024],
  ["ic11", 32],
  ["ic12", 64],
  ["ic13", 256],
  ["ic14", 512],
];

/** An .icns from PNGs by size; throws when one of 16, 32, 64, 128, 256, 512, 1024 is missing. */
export function icnsFile(pngs: ReadonlyMap<number, Buffer>): Buffer {
  const entries = icnsTypes.map(([type, size]) => {
    const png = pngs.get(size);
    if (png === undefined) throw new Error(`There is no PNG of ${size} px for the icns file.`);
    return Buffer.concat([icnsHead(type, png.length), png]);
  });
  const body = Buffer.concat(entries);
  return Buffer.concat([icnsHead("icns", body.length), body]);
}

function icnsHead(type: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(length + 8, 4);
  return head;
}
