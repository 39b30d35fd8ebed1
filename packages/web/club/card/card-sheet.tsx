/** The card: a code for the till's camera, bars and number for its scanner. Black on white, awake, without a network. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { useIsOffline } from "../../ui/read-at.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { cardCall, cardDueMs } from "../calls.ts";
import { Bars } from "./bars.tsx";
import { Qr } from "../../ui/qr.tsx";
import { useStayAwake } from "./stay-awake.ts";

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
