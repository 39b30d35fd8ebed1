/** Without a network, and what waits: how many, in which order, and what to do about those that were refused. */
import { CloudOff, ListChecks } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { dayAndTime, money } from "../../ui/format.ts";
import { activityName } from "../../ui/names.ts";
import { refusalText } from "../../ui/refusals.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { clubNow } from "../kept/clock.ts";
import { useOnline } from "../kept/network.ts";
import { drop, tryAgain, useQueue } from "../kept/queue.ts";
import { countsOf, daysTooOld, type Entry } from "../model/queue.ts";

export function QueueBanner() {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const queue = useQueue();
  const [isOpen, setOpen] = useState(false);
  const { waiting, refused } = countsOf(queue);
  const days = daysTooOld(queue, clubNow());
  const isQuiet = isOnline && queue.length === 0;
  return (
    <>
      <div role="status" aria-live="polite">
        {!isQuiet && (
          <div
            className={`flex flex-wrap items-center justify-between gap-3 rounded-card border-2 bg-card p-3 ${refused > 0 ? "border-bad" : "border-line-strong"}`}
          >
            <div className="flex items-center gap-3">
              <CloudOff aria-hidden="true" className="shrink-0" />
              <div>
                {!isOnline && <p>{t("queue.offline")}</p>}
                {waiting > 0 && (
                  <p className="font-medium">{t("queue.waiting", { count: waiting })}</p>
                )}
                {days !== null && (
                  <p className="font-medium text-bad">⚠ {t("queue.old", { count: days })}</p>
                )}
                {refused > 0 && (
                  <p className="font-medium text-bad">⚠ {t("queue.refused", { count: refused })}</p>
                )}
              </div>
            </div>
            {queue.length > 0 && (
              <Button size="till" kind="plain" onClick={() => setOpen(true)}>
                <ListChecks aria-hidden="true" />
                {t("queue.show")}
              </Button>
            )}
          </div>
        )}
      </div>
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("queue.title")} close="size-14" wide>
        <p>{t("queue.order")}</p>
        <ul className="mt-3 flex flex-col gap-3">
          {queue.map((entry) => (
            <Row key={entry.no} entry={entry} />
          ))}
        </ul>
      </Sheet>
    </>
  );
}

const ADVISED = [
  "unknown_member",
  "card_not_valid",
  "insufficient_balance",
  "erased",
  "forbidden",
] as const;
/** What was reserved when the network went is there no more. */
const LOST: ReadonlySet<string> = new Set([
  "gift_card_too_low",
  "code_not_valid",
  "reward_used",
  "reward_unavailable",
  "reward_not_granted",
  "reward_limit_reached",
  "out_of_stock",
  "unknown_redemption",
  "unknown_quote",
  "quote_expired",
  "quote_ended",
]);

function todoOf(code: string | undefined): (typeof ADVISED)[number] | "lost" | "other" {
  const advised = ADVISED.find((one) => one === code);
  return advised ?? (code !== undefined && LOST.has(code) ? "lost" : "other");
}

function Row({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation();
  const { deed, why, at, receipt, no } = entry;
  const label = entry.label ?? t("result.nobody");
  const todo = todoOf(why?.code);
  return (
    <li className="flex max-w-none flex-col gap-2 rounded-card border border-line-strong p-3">
      <p className="num text-lg font-semibold">
        {deed.kind === "act"
          ? t("queue.act", {
              label,
              name: activityName(deed.activity),
            })
          : t("queue.purchase", {
              label,
              money: money({ minor: totalOf(deed), currency: deed.currency }),
            })}
      </p>
      <p className="num text-muted">
        {dayAndTime(at)}, {t("result.receipt", { receipt })}
      </p>
      {deed.kind === "purchase" && deed.spend && (
        <p>
          {t("queue.spent", {
            money: money({ minor: deed.spend.worthMinor, currency: deed.currency }),
          })}
        </p>
      )}
      {why && (
        <>
          {/* Where the till has no words of its own, those of everybody. */}
          {(todo === "other" || todo === "lost") && <Why why={why} />}
          <p>{t(`queue.todo.${todo}`)}</p>
          <div className="flex flex-wrap gap-3">
            <Button size="till" kind="plain" onClick={() => void tryAgain(no)}>
              {t("queue.again")}
            </Button>
            <Button size="till" kind="danger" onClick={() => void drop(no)}>
              {t("queue.dealtWith")}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}

/** The words may not have come without a network: then the club's own stand there, which are English. */
function Why({ why }: { readonly why: NonNullable<Entry["why"]> }) {
  const words = refusalText(why.code);
  return (
    <p className="font-medium text-bad" lang={words === undefined ? "en" : undefined}>
      ⚠ {words ?? why.detail}
    </p>
  );
}

const totalOf = (deed: Extract<Entry["deed"], { kind: "purchase" }>): number =>
  deed.lines.reduce((sum, { paidMinor }) => sum + paidMinor, 0);
