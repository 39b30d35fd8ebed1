/** Reads codes in what the camera shows: by the browser where it can, else by a decoder that comes with the first use. */

const FORMATS = ["qr_code", "code_128", "ean_13", "ean_8"];
/** A telephone's code fills much of the picture: more pixels take longer and say no more. */
const SIDE_MAX = 720;

export type ReadCode = (video: HTMLVideoElement) => Promise<string | null>;

/**
 * Without the browser's own detector (Safari, Firefox) QR codes alone are read, by a decoder in plain script: the page's
 * policy lets no WebAssembly run.
 *
 * @throws Error where the decoder's file did not come.
 */
export async function openCodeReader(): Promise<ReadCode> {
  if (window.BarcodeDetector) {
    const detector = new window.BarcodeDetector({ formats: FORMATS });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { decodeQR } = await import("qr/decode.js");
  const picture = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, SIDE_MAX / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [video.videoWidth, video.videoHeight].map((side) =>
      Math.round(side * scale),
    );
    if (!picture || !width || !height) return Promise.resolve(null);
    Object.assign(picture.canvas, { width, height });
    picture.drawImage(video, 0, 0, width, height);
    try {
      return Promise.resolve(decodeQR(picture.getImageData(0, 0, width, height)));
    } catch {
      // It has found no code in this picture: the next one comes in a moment.
      return Promise.resolve(null);
    }
  };
}
