/** The card: a code for the till's camera, bars and number for its scanner. Black on white, awake, without a network. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { useIsOffline } from "../../ui/read-at.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { cardCall, cardDueMs } from "../calls.ts";
import { barsPath, code128 } from "./code128.ts";
import { Qr } from "./qr.tsx";

const BAR_HEIGHT = 40;

export function CardSheet({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const { t } = useTranslation();
  const isOffline = useIsOffline();
  useStayAwake(open);
  const { data: card, isPending } = useQuery({
    ...cardCall,
    enabled: open,
    refetchInterval: ({ state }) => (state.data ? cardDueMs(state.data.refreshAt) : false),
    refetchIntervalInBackground: false,
  });
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={first.club.name}
      paper="bg-white text-black"
    >
      <p aria-live="polite" className="min-h-12">
        {card && isOffline ? t("card.stale") : t("card.show")}
      </p>
      <div className="mx-auto flex max-w-xs flex-col items-center gap-4 pb-2">
        {card ? (
          <>
            <Qr text={card.token} label={t("card.qr")} className="w-64 max-w-full" />
            <Bars number={card.number} />
          </>
        ) : (
          <p className="grid min-h-80 place-items-center text-center" role="status">
            {isPending ? t("ui.loading") : t("card.never")}
          </p>
        )}
      </div>
    </Sheet>
  );
}

function Bars({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const modules = code128(number);
  const bars = modules === null ? null : barsPath(modules, BAR_HEIGHT);
  return (
    <div className="w-full">
      {bars !== null && (
        <svg
          role="img"
          aria-label={t("card.bars")}
          viewBox={`0 0 ${bars.width} ${BAR_HEIGHT}`}
          preserveAspectRatio="none"
          shapeRendering="crispEdges"
          className="h-20 w-full bg-white"
        >
          <path d={bars.path} fill="#000" />
        </svg>
      )}
      <p className="num mt-2 text-center text-lg tracking-widest">
        <span className="sr-only">{t("card.number")} </span>
        {number.replaceAll(/(.{4})(?=.)/g, "$1 ")}
      </p>
    </div>
  );
}

/** Keeps the screen on while the card is held out, where the browser can. */
function useStayAwake(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const take = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (isOver) await lock.release();
      } catch {
        // A low battery may refuse it; the card is still there.
      }
    };
    const again = (): void => void take();
    again();
    document.addEventListener("visibilitychange", again);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, [isOn]);
}
