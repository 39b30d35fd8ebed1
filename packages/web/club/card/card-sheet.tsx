/** The card: a code for the till's camera, bars and number for its scanner. Black on white, awake, without a network. */
import { useQuery } from "@tanstack/react-query";
import { wishingToSpend } from "@trofast/contract/card-wish";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { Logo } from "../../ui/logo.tsx";
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
  // For one purchase: the next time the card is opened it begins anew.
  const [wishes, setWishes] = useState(false);
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
        <Logo className="mx-auto h-10" />
        {card ? (
          <>
            <Qr
              text={wishes ? wishingToSpend(card.token) : card.token}
              label={t("card.qr")}
              className="w-64 max-w-full"
            />
            {canPay && <Wish isOn={wishes} onChange={setWishes} />}
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

/** Whether the club has points that pay at a till at all. */
const canPay = Object.values(first.club.units).some(
  ({ spendable, worth }) => spendable && Object.keys(worth).length > 0,
);

/** Black on white in both themes, as the code is. */
function Wish({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { t } = useTranslation();
  const hint = useId();
  return (
    <div className="w-full">
      <label className="flex min-h-12 cursor-pointer items-center gap-3 font-medium">
        <input
          type="checkbox"
          role="switch"
          aria-describedby={hint}
          checked={isOn}
          onChange={({ target }) => onChange(target.checked)}
          className="size-6 shrink-0 accent-black"
        />
        {t("card.spend")}
      </label>
      <p id={hint} className="text-sm">
        {t("card.spendHint")}
      </p>
    </div>
  );
}
