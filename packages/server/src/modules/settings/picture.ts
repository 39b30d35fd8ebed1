/**
 * What a picture says of itself in its first bytes: its kind and size. Pure, and read from the bytes alone: the name and
 * type that a browser sends say nothing. PNG (ISO/IEC 15948, 5.2 and 11.2.2), JPEG (ITU-T T.81, B.1 and B.2.2), WebP (RFC
 * 9649, 2.4 to 2.7).
 */
import type { PictureKind } from "@trofast/contract/settings-logo";

export interface Picture {
  readonly kind: PictureKind;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Null for anything that is no PNG, JPEG or WebP, or ends before it says how large it is. */
export function readPicture(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return pngIn(bytes, view) ?? jpegIn(view) ?? webpIn(bytes, view);
  } catch (error) {
    // It ends too early.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const textAt = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

function pngIn(bytes: Uint8Array, view: DataView): Picture | null {
  if (textAt(bytes, 0, 8) !== "\u{89}PNG\r\n\u{1A}\n" || textAt(bytes, 12, 4) !== "IHDR")
    return null;
  return { kind: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

const JPEG_START = 0xffd8;
/** Frames, whatever the way of coding; the three between them are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegIn(view: DataView): Picture | null {
  if (view.getUint16(0) !== JPEG_START) return null;
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker))
      return { kind: "image/jpeg", height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // Fill bytes stand before a marker; all other segments say how long they are.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function webpIn(bytes: Uint8Array, view: DataView): Picture | null {
  if (textAt(bytes, 0, 4) !== "RIFF" || textAt(bytes, 8, 4) !== "WEBP") return null;
  const sized = (width: number, height: number): Picture => ({ kind: "image/webp", width, height });
  switch (textAt(bytes, 12, 4)) {
    case "VP8X":
      return sized(1 + threeAt(view, 24), 1 + threeAt(view, 27));
    case "VP8L": {
      const packed = view.getUint32(21, true);
      return sized(1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff));
    }
    case "VP8 ":
      return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    default:
      return null;
  }
}

/** A whole number of three bytes, the lowest first. */
const threeAt = (view: DataView, at: number): number =>
  view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_00_00;
