/** The camera as a scanner, where the browser reads codes itself. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sheet } from "../../ui/sheet.tsx";

const LOOK_MS = 150;
const FORMATS = ["qr_code", "code_128", "ean_13", "ean_8"];

export const hasCamera = (): boolean =>
  window.BarcodeDetector !== undefined && "mediaDevices" in navigator;

export function CameraSheet({
  onRead,
  onClose,
}: {
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [isDenied, setDenied] = useState(false);
  const latest = useRef(onRead);
  useEffect(() => {
    latest.current = onRead;
  });
  useEffect(() => {
    const watching = new AbortController();
    const look = async (): Promise<void> => {
      try {
        const text = await watch(video, watching.signal);
        if (text !== null) latest.current(text);
      } catch {
        if (!watching.signal.aborted) setDenied(true);
      }
    };
    void look();
    return () => watching.abort();
  }, []);
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("find.cameraTitle")}
      close="size-14"
    >
      {isDenied ? (
        <p role="alert">{t("find.cameraDenied")}</p>
      ) : (
        <>
          <p className="mb-3">{t("find.cameraText")}</p>
          <video
            ref={video}
            muted
            playsInline
            className="aspect-square w-full rounded-card bg-ink object-cover"
          />
        </>
      )}
    </Sheet>
  );
}

/** The first code that the camera sees; null where it was closed before. */
async function watch(
  video: React.RefObject<HTMLVideoElement | null>,
  signal: AbortSignal,
): Promise<string | null> {
  if (!window.BarcodeDetector) return null;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  try {
    const detector = new window.BarcodeDetector({ formats: FORMATS });
    const shown = video.current;
    if (!shown || signal.aborted) return null;
    shown.srcObject = stream;
    await shown.play();
    while (!signal.aborted) {
      const [found] = await detector.detect(shown);
      if (found) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
