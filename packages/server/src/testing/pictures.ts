/** Pictures for tests: real ones where a browser draws them, and the first bytes of others. */
import { crc32, deflateSync } from "node:zlib";

const RED = [183, 22, 45] as const;
const PNG_SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A red PNG of so many pixels. */
export function aPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits each of red, green and blue.
  header.set([8, 2], 8);
  const line = Buffer.from([0, ...Array.from({ length: width }, () => RED).flat()]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const parts = [chunk("IHDR", header), chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([PNG_SIGNATURE, ...parts]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  return Buffer.concat([number(data.length), named, number(crc32(named))]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A JPEG as far as its frame: a segment of an application first, as cameras write. */
export const jpegBegins = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from("ffd8ffe000040000ffffc2000b08", "hex"),
    Buffer.from([height >> 8, height & 0xff, width >> 8, width & 0xff]),
    Buffer.from("01011100", "hex"),
  ]);

/** A WebP in its extended form, as far as its size. */
export const webpBegins = (width: number, height: number): Buffer => {
  const bytes = Buffer.alloc(30);
  bytes.write("RIFF\0\0\0\0WEBPVP8X", "latin1");
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
};
