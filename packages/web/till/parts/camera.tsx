/** The camera as a scanner. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sheet } from "../../ui/sheet.tsx";
import { openCodeReader } from "../kept/code-reader.ts";
import { useStopText } from "./stop-text.ts";

const LOOK_MS = 150;

/** Only secure pages are let at a camera. */
export const hasCamera = (): boolean => "mediaDevices" in navigator;

export function CameraSheet({
  onRead,
  onClose,
}: {
  readonly onRead: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const stopText = useStopText();
  const [fault, setFault] = useState<unknown>(null);
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
      } catch (error) {
        if (!watching.signal.aborted) setFault(error);
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
      {fault !== null ? (
        <p role="alert">
          {fault instanceof DOMException ? t("find.cameraDenied") : stopText(fault)}
        </p>
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
  const read = await openCodeReader();
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  try {
    const shown = video.current;
    if (!shown || signal.aborted) return null;
    shown.srcObject = stream;
    await shown.play();
    while (!signal.aborted) {
      const found = await read(shown);
      if (found !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
