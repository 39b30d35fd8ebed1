/** My gift cards: what is on each, and the code that pays with it, shown when it is asked for. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { dayAndYear, money } from "../../ui/format.ts";
import { Qr } from "../../ui/qr.tsx";
import { giftCardsCall } from "../calls.ts";
import { lastDay } from "./last-day.ts";

export function GiftCards() {
  const { t } = useTranslation();
  const cards = useQuery(giftCardsCall);
  if (cards.data === undefined || cards.data.length === 0) return null;
  return (
    <section>
      <h2 className="mb-3 text-xl">{t("mine.giftCards")}</h2>
      <ul className="overflow-hidden rounded-card border border-line bg-card">
        {cards.data.map(({ cardId, currency, availableMinor: minor, usableUntil, code }) => (
          <li key={cardId} className="border-b border-line px-4 py-3 last:border-b-0">
            <div className="flex min-h-12 flex-wrap items-center justify-between gap-3">
              <span>
                <span className="num block font-semibold">{money({ minor, currency })}</span>
                {usableUntil !== null && (
                  <span className="text-sm text-muted">
                    {t("mine.until", { day: dayAndYear(lastDay(usableUntil)) })}
                  </span>
                )}
              </span>
              {code !== null && <CardCode code={code} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The code is the money: nobody beside sees it unless it is asked for. */
function CardCode({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  if (!isShown)
    return (
      <Button kind="plain" onClick={() => setShown(true)}>
        {t("mine.showCode")}
      </Button>
    );
  return (
    <span className="flex w-full flex-col items-center gap-3">
      <Qr text={code} label={t("mine.qr")} className="w-48 max-w-full rounded-control p-1" />
      <span className="num text-center text-lg font-semibold tracking-wider break-all">{code}</span>
    </span>
  );
}
