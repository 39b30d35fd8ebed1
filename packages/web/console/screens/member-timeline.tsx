/** Everything that happened with a member, newest first; every event says why. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberTimeline } from "@trofast/contract/insights";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndTime, money, named, number } from "../../ui/format.ts";
import { ruleName } from "../../ui/names.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";

type Entry = AnswerOf<typeof memberTimeline>["data"][number];
type Event = NonNullable<Entry["event"]>;

export function Timeline({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Event | null>(null);
  return (
    <Panel title={t("members.parts.timeline")}>
      <Pages
        queryKey={["member", memberId, "timeline"]}
        read={(cursor, signal) =>
          trofast.members.timeline({ params: { memberId }, query: from(cursor), signal })
        }
        empty={<Empty>{t("members.noEvents")}</Empty>}
      >
        {(entries) => (
          <ol className="flex flex-col">
            {entries.map((entry) => (
              <Line key={entry.entryId} entry={entry} ask={setAsked} />
            ))}
          </ol>
        )}
      </Pages>
      <Sheet
        wide
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={t("members.whyTitle")}
      >
        {asked && <Why source={asked.source} id={asked.sourceId} />}
      </Sheet>
    </Panel>
  );
}

function Line({ entry, ask }: { readonly entry: Entry; readonly ask: (event: Event) => void }) {
  const { t } = useTranslation();
  const what = useWhat()(entry);
  const mayAsk = useMay("events:read");
  const { event } = entry;
  const given = Object.entries(event?.given ?? {}).filter(([, amount]) => amount !== 0);
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b border-line py-1 last:border-0">
      <time dateTime={entry.at} className="num w-32 text-sm text-muted">
        {dayAndTime(entry.at)}
      </time>
      <span className="min-w-0 grow">{what}</span>
      <span className="num font-medium">
        {given
          .map(([unit, amount]) => `${amount > 0 ? "+" : ""}${amountOf(unit, amount)}`)
          .join(", ")}
      </span>
      {event && mayAsk && (
        <button
          type="button"
          onClick={() => ask(event)}
          aria-label={`${t("members.why")} ${what}`}
          className="min-h-8 rounded-control px-2 text-sm font-semibold text-brand underline hover:bg-brand-soft"
        >
          {t("members.why")}
        </button>
      )}
    </li>
  );
}

function useWhat(): (entry: Entry) => string {
  const { t } = useTranslation();
  return ({ event, consent, identity, merge }) => {
    if (consent)
      return t(consent.given ? "members.consentGiven" : "members.consentTaken", {
        purpose: wordIn(t("members.purposes", { returnObjects: true }), consent.purpose),
      });
    if (identity)
      return t(identity.change === "added" ? "members.identityAdded" : "members.identityGone", {
        id: `${identity.source} ${identity.masked}`,
      });
    if (merge) return t(merge.change === "merged" ? "members.merged" : "members.unmerged");
    if (!event) return "";
    const kind =
      event.activity === null
        ? capital(wordIn(t("overview.live.kinds", { returnObjects: true }), event.kind))
        : named(first.club.activities[event.activity]?.name, event.activity);
    const paid =
      event.paidMinor === null || event.currency === null
        ? null
        : money({ minor: event.paidMinor, currency: event.currency });
    const reward =
      event.reward === null ? null : named(first.club.rewards[event.reward]?.name, event.reward);
    return [kind, reward, paid, event.reason, event.store]
      .filter((part) => part !== null)
      .join(" · ");
  };
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

function Why({ source, id }: { readonly source: string; readonly id: string }) {
  const { t } = useTranslation();
  const why = useQuery({
    queryKey: ["why", source, id],
    queryFn: ({ signal }) => trofast.events.why({ params: { source, id }, signal }),
  });
  if (why.isPending) return <Loading rows={3} className="h-10" />;
  if (why.isError) return <Failure error={why.error} retry={() => void why.refetch()} />;
  const gave = why.data.reasons.filter(({ outcome }) => outcome === "gave");
  const others = why.data.reasons.filter(({ outcome }) => outcome !== "gave");
  return (
    <div className="flex flex-col gap-4">
      {gave.length === 0 && <p>{t("members.whyNothing")}</p>}
      <Reasons reasons={gave} />
      <ul lang="en" className="list-disc pl-5 text-sm text-muted">
        {why.data.effects.map((words, index) => (
          <li key={index}>{words}</li>
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3 className="font-semibold">{t("members.whyNot")}</h3>
          <Reasons reasons={others} />
        </>
      )}
      <p className={why.data.reproduced ? "text-sm text-muted" : "font-medium text-bad"}>
        {why.data.reproduced ? t("members.reproduced") : t("members.notReproduced")}
      </p>
    </div>
  );
}

/** Stamps and steps of a challenge are no units: what they are of stands beside them. */
const givenText = (unit: string, amount: number): string =>
  first.club.units[unit] === undefined ? number(amount) : amountOf(unit, amount);

interface Reason {
  readonly rule: string;
  readonly given?: Readonly<Record<string, number>> | undefined;
  readonly words: string;
}

/** Rules with what they gave and why, in the server's words, which are English. */
export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {reasons.map(({ rule, given, words }, index) => (
        <li key={index} className="rounded-control bg-brand-soft p-3">
          <span className="flex flex-wrap justify-between gap-3 font-medium">
            {ruleName(rule)}
            <span className="num">
              {Object.entries(given ?? {})
                .map(([unit, amount]) => `${amount > 0 ? "+" : ""}${givenText(unit, amount)}`)
                .join(", ")}
            </span>
          </span>
          <span lang="en" className="text-sm">
            {words}
          </span>
        </li>
      ))}
    </ul>
  );
}
