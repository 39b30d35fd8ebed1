/** Where an event belongs: who acts, whose wallet, under which programme, in which market, with which facts. */
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts, LineFacts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import type { ResolvedMember } from "../members/domain.ts";
import type { Submitted } from "./domain.ts";
import type { HeldMember, Read } from "./reading.ts";
import { KINDS_ASKED_ABOUT, toldBy } from "./told.ts";

/** An event with its place: who acts, whose wallet, under which programme and market. */
export type Placed = {
  readonly submitted: Submitted;
  readonly member: ResolvedMember;
  readonly person: HeldMember;
  readonly wallet: HeldMember;
  readonly programme: CompiledProgramme;
  readonly market: Market;
};

/** What the decision rests on besides the event: stored with it, so that it can be repeated. */
export function factsOf(
  { submitted, programme, market, member, person: { person } }: Placed,
  event: ClubEvent,
  parts: readonly ReturnedPart[],
  read: Pick<Read, "articles" | "stores" | "answers">,
): Facts {
  const region = submitted.store === undefined ? null : read.stores.get(submitted.store)?.region;
  const told = KINDS_ASKED_ABOUT.includes(event.kind)
    ? toldBy(programme, read.answers.get(member.memberId), { person, at: event.occurredAt })
    : null;
  return {
    version: programme.version,
    market: market.id,
    ...(region && { region }),
    ...(event.kind === "purchase" && { lines: lineFactsOf(event, read) }),
    ...(event.kind === "return" && { parts }),
    ...(member.segments?.length && { segments: member.segments }),
    ...(told && { told }),
    ...submitted.facts,
  };
}

export function zoneFor(programme: CompiledProgramme, market: string | null): string {
  return (
    (market === null ? undefined : programme.markets.get(market))?.zone ??
    programme.marketDefault.zone
  );
}

/** The store's market, else the member's, else the one with the event's currency, else the first. */
export function marketOf(
  submitted: Submitted,
  member: ResolvedMember,
  programme: CompiledProgramme,
  read: Pick<Read, "stores">,
): Market {
  const ofStore = submitted.store === undefined ? null : read.stores.get(submitted.store)?.market;
  const named = programme.markets.get(ofStore ?? member.market ?? "");
  if (named) return named;
  const currency = "currency" in submitted.payload ? submitted.payload.currency : undefined;
  const fitting = [...programme.markets.values()].find((market) => market.currency === currency);
  return fitting ?? programme.marketDefault;
}

/** The day's values of each line: what later changes of the catalogue cannot touch. */
function lineFactsOf(event: EventOf<"purchase">, read: Pick<Read, "articles">): LineFacts[] {
  return event.lines.map((line) => {
    const article = read.articles.get(line.article);
    if (!article) return {};
    const costMinor = costOf(line, article, event.currency);
    return {
      ...(article.category !== null && { category: article.category }),
      ...(article.tags.length > 0 && { tags: article.tags }),
      ...(costMinor !== null && { costMinor }),
    };
  });
}

function costOf(
  line: EventOf<"purchase">["lines"][number],
  article: Pick<
    NonNullable<ReturnType<Read["articles"]["get"]>>,
    "costMinor" | "costCurrency" | "marginBasisPoints"
  >,
  currency: string,
): number | null {
  if (article.costMinor !== null && article.costCurrency === currency)
    return article.costMinor * line.quantity;
  if (article.marginBasisPoints === null) return null;
  return Math.round((line.paidMinor * (10_000 - article.marginBasisPoints)) / 10_000);
}
