/** Everything that happened with a member, newest first; every event says why. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberTimeline } from "@trofast/contract/insights";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { useStoreName } from "../../ui/called.ts";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndTime, money, named } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { Gave } from "../../ui/why/gave.tsx";
import { ReceiptLines } from "../../ui/why/receipt.tsx";
import { whyParts, type Told } from "../../ui/why/told.ts";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useOwnStores } from "../parts/why-not.ts";
import { capital, wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { useComplaints, useSubject } from "./member-complaints.tsx";
import { EffectLine, Reasons } from "./why-words.tsx";

type Entry = AnswerOf<typeof memberTimeline>["data"][number];
type Event = NonNullable<Entry["event"]>;

export function Timeline({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Event | null>(null);
  const about = useAbout(memberId);
  const stores = useOwnStores();
  return (
    <Panel title={t("members.parts.timeline")}>
      {stores !== null && <p className="text-muted">{t("shell.page.ownStores", { stores })}</p>}
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
              <Line key={entry.entryId} entry={entry} about={about} ask={setAsked} />
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

/** What a complaint is about: the timeline itself knows no more than that it is one. */
function useAbout(memberId: string): (eventId: string) => string | null {
  const subject = useSubject();
  const complaints = useComplaints(memberId).data?.data ?? [];
  return (eventId) => {
    const complaint = complaints.find((each) => each.eventId === eventId);
    return complaint === undefined || complaint.about === null ? null : subject(complaint.about);
  };
}

function Line({
  entry,
  about,
  ask,
}: {
  readonly entry: Entry;
  readonly about: (eventId: string) => string | null;
  readonly ask: (event: Event) => void;
}) {
  const { t } = useTranslation();
  const what = useWhat(about)(entry);
  const mayAsk = useMay("events:read");
  const { event } = entry;
  const given = Object.entries(event?.given ?? {}).filter(([, amount]) => amount !== 0);
  return (
    <li className="flex max-w-none flex-wrap items-center gap-x-3 border-b border-line py-1 last:border-0">
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

function useWhat(about: (eventId: string) => string | null): (entry: Entry) => string {
  const { t } = useTranslation();
  const storeName = useStoreName(useMay("catalogue:read"));
  return ({ event, consent, identity, merge }) => {
    if (consent)
      return t(consent.given ? "members.consentGiven" : "members.consentTaken", {
        purpose: wordIn(t("members.purposes", { returnObjects: true }), consent.purpose),
      });
    if (identity)
      return t(identity.change === "added" ? "members.identityAdded" : "members.identityGone", {
        id: `${wordIn(t("members.sources", { returnObjects: true }), identity.source)} ${identity.masked}`,
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
    const place = event.store === null ? null : storeName(event.store);
    return [kind, about(event.id), reward, paid, event.reason, place]
      .filter((part) => part !== null)
      .join(" · ");
  };
}

function Why({ source, id }: { readonly source: string; readonly id: string }) {
  const { t } = useTranslation();
  const why = useQuery({
    queryKey: ["why", source, id],
    queryFn: ({ signal }) => trofast.events.why({ params: { source, id }, signal }),
  });
  if (why.isPending) return <Loading rows={3} className="h-10" />;
  if (why.isError) return <Failure error={why.error} retry={() => void why.refetch()} />;
  const { event, reasons, effects } = why.data;
  const told: Told = { ...why.data, programmeVersion: event.programmeVersion };
  const parts = whyParts(reasons, effects);
  const others = reasons.filter(({ outcome }) => outcome !== "gave");
  return (
    <div className="flex flex-col gap-4">
      <ReceiptLines told={told} isReturn={event.kind === "return"} />
      <Gave parts={parts} told={told} />
      <ul className="list-disc pl-5 text-sm text-muted">
        {parts.rest.map((sentence, index) => (
          <EffectLine key={index} sentence={sentence} />
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3 className="font-semibold">{t("members.whyNot")}</h3>
          <Reasons reasons={others} told={told} />
        </>
      )}
      <p className={why.data.reproduced ? "text-sm text-muted" : "font-medium text-bad"}>
        {why.data.reproduced ? t("members.reproduced") : t("members.notReproduced")}
      </p>
    </div>
  );
}
