/** ZIP archives for tests, honest ones and ones that lie. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipFile {
  path: string;
  content: string | Buffer;
  stored?: boolean;
  encrypted?: boolean;
  method?: number;
  /** What the directory says instead of the truth. */
  claims?: { unpacked?: number; checksum?: number };
}

export function makeZip(files: readonly ZipFile[], comment = ""): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const plain = Buffer.from(file.content);
    const packed = file.stored ? plain : deflateRawSync(plain);
    const name = Buffer.from(file.path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(file.encrypted ? 1 : 0, 2);
    common.writeUInt16LE(file.method ?? (file.stored ? 0 : 8), 4);
    common.writeUInt32LE(file.claims?.checksum ?? crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(file.claims?.unpacked ?? plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, list, end, Buffer.from(comment)]);
}
