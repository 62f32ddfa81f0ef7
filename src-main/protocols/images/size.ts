/** Width and height of a PNG, GIF or JPEG from its first bytes, or null: what an image costs depends on them. */
export interface ImageSize {
  width: number;
  height: number;
}

/** Base64 characters that are looked at: enough to get past the previews that cameras put in front. */
const readable = 96 * 1024;

export function imageSize(base64: string): ImageSize | null {
  let bytes: Uint8Array;
  try {
    const head = base64.slice(0, readable - (readable % 4)).replaceAll(/\s/g, "");
    bytes = Uint8Array.from(atob(head.slice(0, head.length - (head.length % 4))), (char) =>
      char.charCodeAt(0),
    );
  } catch {
    return null;
  }
  const view = new DataView(bytes.buffer);
  if (bytes.length < 24) return null;
  if (view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (view.getUint32(0) === 0x47494638) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  return view.getUint16(0) === 0xffd8 ? jpegSize(view) : null;
}

function jpegSize(view: DataView): ImageSize | null {
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return null;
}
