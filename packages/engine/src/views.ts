/**
 * What expressions read: the member, the event and the basket as plain values, computed when first asked
 * for. The fields are those of `programme/shapes.ts`. Classes, because one shape with getters on its
 * prototype costs nothing per event, and a rule looks at few of the fields.
 */
import type { ClubEvent, EventOf } from "./events.ts";
import type { Facts, LineFacts } from "./facts.ts";
import type { CompiledLadder, CompiledProgramme, Market } from "./programme/compiled.ts";
import type { PersonState, States, WalletState } from "./state.ts";
import { balanceOf } from "./lots.ts";
import { totalOf } from "./postings.ts";
import { declaredIn, listIn, type Told } from "./told.ts";
import { dayNumberOf, dayOf, toCivil, type Civil, type Instant } from "./time.ts";

const NONE: readonly string[] = [];

export class MemberView {
  readonly #person: PersonState;
  readonly #wallet: WalletState;
  readonly #programme: CompiledProgramme;
  readonly #facts: Facts;
  readonly #at: Instant;
  readonly #zone: string;
  #levels: Readonly<Record<string, string>> | null = null;
  #categories: readonly string[] | null = null;
  #profile: Told | null = null;

  constructor(
    states: States,
    programme: CompiledProgramme,
    facts: Facts,
    at: Instant,
    zone: string,
  ) {
    this.#person = states.person;
    this.#wallet = states.wallet;
    this.#programme = programme;
    this.#facts = facts;
    this.#at = at;
    this.#zone = zone;
  }

  get level(): string {
    const ladder = this.#programme.ladders[0];
    return ladder ? (this.levels[ladder.id] ?? "") : "";
  }
  get levels(): Readonly<Record<string, string>> {
    if (this.#levels) return this.#levels;
    const levels: Record<string, string> = {};
    for (const ladder of this.#programme.ladders) levels[ladder.id] = this.#levelIn(ladder);
    this.#levels = levels;
    return levels;
  }
  #levelIn(ladder: CompiledLadder): string {
    return this.#wallet.ladders[ladder.id]?.level ?? ladder.levels[0]?.id ?? "";
  }
  /** Is one of these levels the member's own, in any ladder? */
  hasReached(levels: readonly string[]): boolean {
    return this.#programme.ladders.some((ladder) => levels.includes(this.#levelIn(ladder)));
  }
  get joined(): Instant {
    return this.#person.joinedAt ?? this.#at;
  }
  get tenureDays(): number {
    return Math.max(0, dayNumberOf(this.#at, this.#zone) - dayNumberOf(this.joined, this.#zone));
  }
  get tenureYears(): number {
    return yearsBetween(this.joined, this.#at, this.#zone);
  }
  get segments(): readonly string[] {
    return this.#facts.segments ?? NONE;
  }
  /** 0 where it is untold. */
  get birthMonth(): number {
    const told = this.#facts.told?.["birthMonth"];
    return typeof told === "number" ? told : 0;
  }
  get interests(): readonly string[] {
    return listIn(this.#facts.told, "interests");
  }
  get motives(): readonly string[] {
    return listIn(this.#facts.told, "motives");
  }
  /** Empty where it is untold. */
  get homeStore(): string {
    const told = this.#facts.told?.["homeStore"];
    return typeof told === "string" ? told : "";
  }
  /** What the programme declares and the member has told; another programme may have meant another kind by it. */
  get profile(): Told {
    this.#profile ??= declaredIn(this.#facts.told, this.#programme.source.profile);
    return this.#profile;
  }
  get consents(): readonly string[] {
    return this.#person.consents;
  }
  get categories(): readonly string[] {
    this.#categories ??= Object.keys(this.#person.categories);
    return this.#categories;
  }
  get badges(): readonly string[] {
    return this.#person.badges;
  }
  get purchases(): number {
    return this.#person.purchases;
  }
  /** -1 before the first purchase. */
  get daysSincePurchase(): number {
    const last = this.#person.lastPurchaseAt;
    if (last === null) return -1;
    return Math.max(0, dayNumberOf(this.#at, this.#zone) - dayNumberOf(last, this.#zone));
  }
  get balance(): Record<string, number> {
    const balance: Record<string, number> = {};
    for (const unit of this.#programme.units.values())
      balance[unit.id] = unit.spendable
        ? balanceOf(this.#wallet, unit.id, this.#at).available
        : sumOfUnit(this.#wallet, unit.id);
    return balance;
  }
}

/** Everything a unit that only counts has ever counted. */
export function sumOfUnit(wallet: WalletState, unit: string): number {
  return totalOf(wallet.sums[unit]);
}

export class ItemView {
  readonly #line: EventOf<"purchase">["lines"][number];
  readonly #facts: LineFacts | undefined;
  #categories: readonly string[] | null = null;

  constructor(line: EventOf<"purchase">["lines"][number], facts: LineFacts | undefined) {
    this.#line = line;
    this.#facts = facts;
  }
  get article(): string {
    return this.#line.article;
  }
  get category(): string {
    return this.#facts?.category ?? "";
  }
  /** The category and all that contain it: "coffee/beans" gives "coffee" and "coffee/beans". */
  get categories(): readonly string[] {
    this.#categories ??= categoryPath(this.category);
    return this.#categories;
  }
  get tags(): readonly string[] {
    return this.#facts?.tags ?? NONE;
  }
  get quantity(): number {
    return this.#line.quantity;
  }
  get paid(): number {
    return this.#line.paidMinor;
  }
  get list(): number {
    return this.#line.listMinor ?? this.#line.paidMinor;
  }
}

/** Shops have some hundreds of categories, and every line of every rule asks for its path. */
const PATHS_KEPT_MAX = 10_000;
const keptPaths = new Map<string, readonly string[]>();

export function categoryPath(category: string): readonly string[] {
  const kept = keptPaths.get(category);
  if (kept) return kept;
  const parts = category === "" ? [] : category.split("/");
  const path = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  if (keptPaths.size >= PATHS_KEPT_MAX) keptPaths.clear();
  keptPaths.set(category, path);
  return path;
}

/** The outermost category: what "buying from more categories" is about. */
export function topCategory(category: string): string {
  return categoryPath(category)[0] ?? "";
}

export class BasketView {
  readonly items: readonly ItemView[];
  readonly paid: number;
  readonly quantity: number;
  #categories: readonly string[] | null = null;
  #tags: readonly string[] | null = null;

  constructor(event: EventOf<"purchase">, facts: Facts) {
    let paid = 0;
    let quantity = 0;
    for (const line of event.lines) {
      paid += line.paidMinor;
      quantity += line.quantity;
    }
    this.items = event.lines.map((line, index) => new ItemView(line, facts.lines?.[index]));
    this.paid = paid;
    this.quantity = quantity;
  }
  get list(): number {
    return this.items.reduce((sum, item) => sum + item.list, 0);
  }
  get lines(): number {
    return this.items.length;
  }
  get articles(): readonly string[] {
    return this.items.map((item) => item.article);
  }
  get categories(): readonly string[] {
    this.#categories ??= this.#outermostCategories();
    return this.#categories;
  }
  get tags(): readonly string[] {
    this.#tags ??= distinct(this.items.flatMap((item) => item.tags));
    return this.#tags;
  }

  #outermostCategories(): readonly string[] {
    const found: string[] = [];
    for (const item of this.items) {
      const category = item.categories[0] ?? "";
      if (category !== "" && !found.includes(category)) found.push(category);
    }
    return found;
  }
}

/** Local wall-clock time of the event, in the market's zone. */
export class LocalView {
  readonly #at: Instant;
  readonly #zone: string;
  #civil: Civil | null = null;

  constructor(at: Instant, zone: string) {
    this.#at = at;
    this.#zone = zone;
  }
  get day(): string {
    return dayOf(this.#at, this.#zone);
  }
  get year(): number {
    return this.#parts().year;
  }
  get month(): number {
    return this.#parts().month;
  }
  get monthDay(): number {
    return this.#parts().day;
  }
  /** 1 is Monday, 7 is Sunday. */
  get weekday(): number {
    return this.#parts().weekday;
  }
  get hour(): number {
    return this.#parts().hour;
  }
  get minute(): number {
    return this.#parts().minute;
  }
  #parts(): Civil {
    this.#civil ??= toCivil(this.#at, this.#zone);
    return this.#civil;
  }
}

/** The variables of every expression of one event. `item` changes line by line. */
export type View = {
  member: MemberView;
  local: LocalView;
  now: Instant;
  scale: number;
  event: EventView | Record<string, string | number | boolean>;
  basket: BasketView | undefined;
  contract: Record<string, string | number> | undefined;
  item: ItemView | undefined;
};

export function viewOf(
  programme: CompiledProgramme,
  states: States,
  event: ClubEvent,
  facts: Facts,
  market: Market,
): View {
  const at = event.occurredAt;
  return {
    member: new MemberView(states, programme, facts, at, market.zone),
    local: new LocalView(at, market.zone),
    now: at,
    scale: market.scale,
    event:
      event.kind === "activity"
        ? activityView(programme, event, facts, market)
        : new EventView(event, facts, market),
    basket: event.kind === "purchase" ? new BasketView(event, facts) : undefined,
    contract:
      event.kind === "contract" ? contractView(states.person, event, market.zone) : undefined,
    item: undefined,
  };
}

/** What every event has besides its payload. */
class EventView {
  readonly #event: ClubEvent;
  readonly #facts: Facts;
  readonly #market: Market;

  constructor(event: ClubEvent, facts: Facts, market: Market) {
    this.#event = event;
    this.#facts = facts;
    this.#market = market;
  }
  get kind(): string {
    return this.#event.kind;
  }
  get channel(): string {
    return this.#event.channel ?? "";
  }
  get store(): string {
    return this.#event.store ?? "";
  }
  get region(): string {
    return this.#facts.region ?? "";
  }
  get market(): string {
    return this.#facts.market;
  }
  get currency(): string {
    return this.#market.currency;
  }
}

/** An activity's own fields stand beside those that every event has. */
function activityView(
  programme: CompiledProgramme,
  event: EventOf<"activity">,
  facts: Facts,
  market: Market,
): Record<string, string | number | boolean> {
  const fields: Record<string, string | number | boolean> = {};
  const declared = programme.source.activities[event.activity]?.fields ?? {};
  for (const [name, kind] of Object.entries(declared))
    fields[name] = event.fields?.[name] ?? emptyField(kind);
  const { kind, channel, store, region, currency } = new EventView(event, facts, market);
  const frame = { kind, channel, store, region, market: facts.market, currency };
  return { ...fields, evidence: event.evidence ?? "", ...frame };
}

/** What an expression reads where the sender left a declared field out. */
function emptyField(kind: string): string | number | boolean {
  if (kind === "yesno") return false;
  return kind === "text" || kind === "article" || kind === "day" ? "" : 0;
}

function contractView(
  person: PersonState,
  event: EventOf<"contract">,
  zone: string,
): Record<string, string | number> {
  const state = person.contracts[event.contract];
  const startedAt = state?.startedAt ?? event.occurredAt;
  const claimFreeSince = state?.claimFreeSince ?? event.occurredAt;
  return {
    id: event.contract,
    product: event.product ?? state?.product ?? "",
    status: state?.status ?? "active",
    years: yearsBetween(startedAt, event.occurredAt, zone),
    renewals: state?.renewals ?? 0,
    claims: state?.claims ?? 0,
    claimFreeYears: yearsBetween(claimFreeSince, event.occurredAt, zone),
    premium: event.premiumMinor ?? 0,
  };
}

/** Whole years between two instants, by local dates. */
export function yearsBetween(from: Instant, to: Instant, zone: string): number {
  if (to <= from) return 0;
  const start = toCivil(from, zone);
  const end = toCivil(to, zone);
  const before = end.month < start.month || (end.month === start.month && end.day < start.day);
  return end.year - start.year - (before ? 1 : 0);
}

/** Texts, each once, in order; a basket is short, so looking through the list is fastest. */
function distinct(texts: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const text of texts) if (text !== "" && !found.includes(text)) found.push(text);
  return found;
}
