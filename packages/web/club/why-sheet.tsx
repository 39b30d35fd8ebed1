/** Why an event gave what it gave: rule and version in words, sum, lots with their end, and why not more. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { first } from "../ui/first.ts";
import { amountOf, dayAndTime, named } from "../ui/format.ts";
import { cardName, inSentence, rewardName } from "../ui/names.ts";
import { Sheet } from "../ui/sheet.tsx";
import { Failure, Loading, useFailureText } from "../ui/states.tsx";
import { tell } from "../ui/toast.tsx";
import { Gave, nameThen, useRuleSentence } from "../ui/why/gave.tsx";
import { linesText, ReceiptLines } from "../ui/why/receipt.tsx";
import {
  countedBy,
  whyNotOf,
  whyParts,
  type Effect,
  type Reason,
  type Receipt,
  type Told,
  type WhyParts,
} from "../ui/why/told.ts";
import { whyCall } from "./calls.ts";
import { useEntryTitle, type HistoryEntry } from "./entry.ts";
import { kindOf } from "./kinds.ts";
import { levelName } from "./names.ts";

export function WhySheet({
  open,
  onOpenChange,
  entry,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly entry: HistoryEntry;
}) {
  const { t } = useTranslation();
  const title = useEntryTitle();
  const channelText = (channel: string): string => {
    const own = first.club.channels[channel];
    if (own !== undefined) return named(own, channel);
    const known = (["till", "web", "app", "import"] as const).find((one) => one === channel);
    return known === undefined ? named(undefined, channel) : t(`channels.${known}`);
  };
  const why = useQuery(whyCall(entry.source, entry.sourceId));
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("why.title")}>
      <p className="font-semibold">{title(entry)}</p>
      <p className="mb-4 text-sm text-muted">
        {dayAndTime(entry.occurredAt)}
        {entry.channel !== null && ` · ${channelText(entry.channel)}`}
      </p>
      {why.isPending && <Loading rows={3} className="h-14" />}
      {why.isError && <Failure error={why.error} retry={() => void why.refetch()} />}
      {why.data && (
        <div className="flex flex-col gap-5">
          <ReceiptLines told={why.data} isReturn={kindOf(entry.kind) === "return"} />
          <Parts told={why.data} parts={whyParts(why.data.reasons, why.data.effects)} />
        </div>
      )}
      <NotSo entry={entry} />
    </Sheet>
  );
}

function Parts({ told, parts }: { readonly told: Told; readonly parts: WhyParts }) {
  const { t } = useTranslation();
  const effectText = useEffectText();
  const also = [
    ...new Set(
      parts.also.map((effect) => `${effectText(effect)}${stampedFor(effect, told.receipt)}`),
    ),
  ];
  return (
    <>
      <Gave parts={parts} told={told} />
      {also.length > 0 && (
        <section>
          <h3 className="mb-2 text-base">{t("why.also")}</h3>
          <ul className="flex list-disc flex-col gap-1 pl-5">
            {also.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      <Not reasons={parts.not.filter(({ rule }) => told.rules[rule] !== undefined)} told={told} />
    </>
  );
}

/** " (Espresso)": the lines that a stamp is for, where it is not for all. */
function stampedFor(effect: Effect, receipt: Receipt | null): string {
  if (effect.kind !== "stamps" || receipt === null) return "";
  const counted = countedBy(receipt, `card:${effect.card}`);
  return counted === null || counted.isAll ? "" : ` (${linesText(counted.lines)})`;
}

function Not({ reasons, told }: { readonly reasons: readonly Reason[]; readonly told: Told }) {
  const { t } = useTranslation();
  const sentenceOf = useRuleSentence(told);
  if (reasons.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-base">{t("why.not")}</h3>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {reasons.map(({ rule, outcome, code, untold }) => (
          <li key={`${rule}${code}`}>
            <span className="font-medium">{nameThen(told, rule)}</span>:{" "}
            {outcome === "withheld"
              ? t("why.withheld")
              : untold === undefined
                ? t(`why.code.${whyNotOf(code)}`)
                : t("why.untold", { field: fieldName(untold) })}
            <span className="block text-sm text-muted wrap-anywhere">{sentenceOf(rule)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "födelsemånad", as within a sentence. */
const fieldName = (field: string): string =>
  inSentence(named(first.club.fields[field]?.label, field));

function useEffectText(): (effect: Effect) => string {
  const { t } = useTranslation();
  return (effect) => {
    switch (effect.kind) {
      case "given":
        return amountOf(effect.unit, effect.amount);
      case "back":
        return t("why.back", { amount: amountOf(effect.unit, effect.amount) });
      case "spent":
      case "taken":
      case "expired":
      case "owed":
        return t(`why.${effect.kind}`, { amount: amountOf(effect.unit, effect.amount) });
      case "stamps":
        return t(effect.count < 0 ? "why.unstamped" : "why.stamps", {
          count: Math.abs(effect.count),
          card: cardName(effect.card),
        });
      case "granted":
      case "ungranted":
        return t(`why.${effect.kind}`, { reward: rewardName(effect.reward) });
      case "level":
        return t("why.level", { level: levelName(effect.ladder, effect.level) });
      case "warned":
        return t("why.warned", {
          level: levelName(effect.ladder, effect.level),
          amount: amountOf(first.club.ladders[effect.ladder]?.counts ?? "", effect.missing),
        });
      case "closed":
        return t("why.closed");
      case "badge":
        return t("why.badge", {
          badge: named(first.club.badges[effect.badge]?.name, effect.badge),
        });
      case "joined":
        return t("why.joined");
    }
  };
}

/** A purchase can be a gift, or somebody else's: the mirror then leaves it out. And there is somebody to ask. */
function NotSo({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const correct = useMutation({
    mutationFn: (kind: "not_me" | "gift") =>
      trofast.mirror.correct({
        body: { kind, event: { source: entry.source, id: entry.sourceId } },
      }),
    onSuccess: () => {
      tell(t("why.corrected"));
      void queries.invalidateQueries({ queryKey: ["mirror"] });
    },
    onError: (error) => tell(failureText(error)),
  });
  const { contact } = first.club;
  const kind = kindOf(entry.kind);
  const isBought = kind === "purchase" || kind === "activity";
  if (!isBought && contact === null) return null;
  return (
    <section className="mt-5 border-t border-line pt-4">
      <h3 className="mb-2 text-base">{t("why.report")}</h3>
      {contact !== null && <p className="mb-2">{t("why.reportText", { contact })}</p>}
      {isBought && (
        <div className="flex flex-wrap gap-2">
          <Button
            kind="plain"
            disabled={correct.isPending}
            onClick={() => correct.mutate("not_me")}
          >
            {t("why.notMe")}
          </Button>
          <Button kind="plain" disabled={correct.isPending} onClick={() => correct.mutate("gift")}>
            {t("why.gift")}
          </Button>
        </div>
      )}
    </section>
  );
}
