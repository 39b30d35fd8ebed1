/** The customer in one glance: first name, level, what is usable, what is ready, one hint. No address, no history. */
import { UserRound, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Chip } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, money, named } from "../../ui/format.ts";
import { Skeleton } from "../../ui/states.tsx";
import type { Desk, Standing } from "../counter.tsx";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { letGo } from "../kept/counter.ts";
import { readyOf } from "../model/ready.ts";
import { levelName, usableOf } from "../model/band.ts";
import { More } from "./more.tsx";
import { IconButton } from "./icon-button.tsx";

export function Band({ desk, standing }: { readonly desk: Desk; readonly standing: Standing }) {
  const { t } = useTranslation();
  const { customer, hold } = desk.sale;
  const next = (): void => {
    // What was reserved for the customer who leaves is theirs again at once; else it would be in 15 minutes.
    if (hold) void letGo(hold.quote).catch(desk.fail);
    desk.move({ do: "next" });
    desk.hush();
  };
  if (!customer)
    return (
      <section
        aria-label={t("band.label")}
        className="flex min-h-32 items-center gap-3 rounded-card border border-dashed border-line-strong p-4 text-muted"
      >
        <UserRound aria-hidden="true" className="shrink-0" />
        <p>{t("band.nobody")}</p>
      </section>
    );
  return (
    <section
      aria-label={t("band.label")}
      className="flex min-h-32 flex-col gap-2 rounded-card border-2 border-brand bg-card p-4"
    >
      <div className="flex items-start justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-2xl">{customer.name ?? t("band.cardEnd", { end: customer.end })}</h2>
          <Level standing={standing} />
        </div>
        <div className="flex shrink-0 gap-2">
          <More desk={desk} customer={customer} />
          <IconButton label={t("band.leave")} onClick={next}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      {customer.isFrozen && <p className="font-medium text-bad">⚠ {t("band.frozen")}</p>}
      <Facts standing={standing} />
    </section>
  );
}

function Level({ standing: { data } }: { readonly standing: Standing }) {
  const name = data && levelName(first.club, data.levels);
  if (!name) return null;
  return (
    <span className="rounded-full bg-brand-soft px-3 py-1 font-medium text-ink">
      {named(name, "")}
    </span>
  );
}

function Facts({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const isOnline = useOnline();
  if (!isOnline) return <p>{t("band.offline")}</p>;
  if (!standing.data) return <Skeleton className="h-7 w-3/4" />;
  const { usable, cards } = standing.data;
  const ready = readyOf(standing.data);
  return (
    <>
      {usableOf(first.club, usable, { currency, digits }).map(({ unit, amount, worthMinor }) => (
        <p key={unit} className="num text-lg">
          {worthMinor === null
            ? t("band.usable", { amount: amountOf(unit, amount) })
            : t("band.worth", {
                count: amount,
                amount: amountOf(unit, amount),
                money: money({ minor: worthMinor, currency }),
              })}
        </p>
      ))}
      {(ready.length > 0 || Object.keys(cards).length > 0) && (
        <p className="flex flex-wrap items-center gap-2">
          {ready.map(({ reward, count }) => (
            <Chip key={reward} tone="accent">
              <span className="text-base">
                {t("band.ready", {
                  count,
                  name: named(first.club.rewards[reward]?.name, reward),
                })}
              </span>
            </Chip>
          ))}
          {Object.entries(cards).map(([card, { stamps, goal }]) => (
            <span key={card} className="num">
              {t("band.stamps", { name: named(first.club.cards[card]?.name, card), stamps, goal })}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
