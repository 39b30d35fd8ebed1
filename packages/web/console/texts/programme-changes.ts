/**
 * What changes from one programme to the next, in words: what it is about, which value, and the values that are chosen
 * from a few. The types are the engine's: what it can tell and has no words here does not compile.
 */
import type { CountingPeriod } from "@trofast/engine/programme/compiled";
import type { ChangeCode, ChangeKey, ChangeThing } from "@trofast/engine/programme/changes";
import type {
  Card,
  Challenge,
  Ladder,
  Level,
  Limit,
  Programme,
  Reward,
  Rule,
  Unit,
} from "@trofast/engine/programme/schema";
import { changesDa } from "./programme-changes-da.ts";
import { changesEn } from "./programme-changes-en.ts";

/** Words that a programme chooses from. */
type ChosenWord =
  | Unit["clawback"]
  | Exclude<CountingPeriod, "rolling">
  | NonNullable<NonNullable<Level["welcome"]>["every"]>
  | Card["count"]
  | Challenge["count"]
  | Challenge["every"]
  | Ladder["down"]
  | Rule["onReturn"]
  | NonNullable<Reward["onReturn"]>
  | NonNullable<Reward["code"]>
  | Reward["kind"]
  | Limit["per"]
  | Limit["every"]
  | Programme["relation"][number]
  | "never"
  | "at once"
  | "list"
  | "net"
  | "piece"
  | "article"
  | "basket"
  | "half_up"
  | "half_even"
  | "floor"
  | "ceil"
  | "text"
  | "number"
  | "whole"
  | "yesno"
  | "store";

/** Parts of a value that has several. */
type InnerKey =
  | "after"
  | "among"
  | "atLeast"
  | "cancelBefore"
  | "choice"
  | "choices"
  | "ends"
  | "every"
  | "get"
  | "give"
  | "levels"
  | "market"
  | "markets"
  | "money"
  | "cost"
  | "noShow"
  | "of"
  | "off"
  | "per"
  | "perWeek"
  | "percent"
  | "pieces"
  | "place"
  | "plusOnes"
  | "quiet"
  | "reward"
  | "segments"
  | "setsMax"
  | "sliding"
  | "starts"
  | "times"
  | "waitingList"
  | "waits"
  | "within";

/** The same keys mean other things in other places. */
type Especially = "unit.cost" | "referral.per" | "referral.after" | "level.at" | "reward.onReturn";

export interface ChangeTexts {
  readonly thing: Readonly<Record<ChangeThing, string>>;
  readonly sentence: Readonly<Record<ChangeCode, string>> & {
    readonly giftNew: string;
    readonly giftGone: string;
  };
  readonly label: Readonly<Record<ChangeKey, string>>;
  readonly especially: Readonly<Record<Especially, string>>;
  readonly inner: Readonly<Record<InnerKey, string>>;
  readonly chosen: Readonly<Record<ChosenWord, string>>;
  readonly measured: Readonly<
    Record<
      "basket.paid" | "items.paid" | "basket.quantity" | "items.quantity" | "contract.premium",
      string
    >
  >;
  readonly time: Readonly<
    Record<"minute" | "hour" | "day" | "week" | "month" | "year", readonly [string, string]>
  >;
  /** How long something lives on after its time: to the end of that month. */
  readonly ends: Readonly<Record<"month" | "quarter" | "year", string>>;
  readonly limit: Readonly<
    Record<
      | "once"
      | "times"
      | "units"
      | "money"
      | "every"
      | "ever"
      | "wallet"
      | "club"
      | "trim"
      | "oneUnit"
      | "refuse",
      string
    >
  >;
  readonly each: string;
  readonly byExpression: string;
  readonly multiply: string;
  readonly onlyRules: string;
  /** Of a period that rolls. */
  readonly rolling: string;
  readonly or: string;
  readonly yes: string;
  readonly no: string;
}

const sv: ChangeTexts = {
  thing: {
    programme: "Programmet",
    club: "Klubben",
    market: "Marknaden ”{{name}}”",
    unit: "Enheten ”{{name}}”",
    activity: "Aktiviteten ”{{name}}”",
    field: "Profilfältet ”{{name}}”",
    segment: "Segmentet ”{{name}}”",
    badge: "Märket ”{{name}}”",
    message: "Meddelandet ”{{name}}”",
    rule: "Regeln ”{{name}}”",
    card: "Stämpelkortet ”{{name}}”",
    challenge: "Utmaningen ”{{name}}”",
    ladder: "Nivåstegen ”{{name}}”",
    level: "Nivån ”{{name}}”",
    reward: "Belöningen ”{{name}}”",
    pricing: "Prissättningen",
    offer: "Erbjudandet ”{{name}}”",
    referral: "Tacket för att bjuda in vänner",
    promise: "Löftet till medlemmarna",
  },
  sentence: {
    thing_new: "{{thing}} tillkommer.",
    thing_gone: "{{thing}} tas bort.",
    value_set: "{{thing}}: {{label}} är nu {{after}}.",
    value_gone: "{{thing}}: {{label}} gäller inte längre (var {{before}}).",
    value_changed: "{{thing}}: {{label}} är {{after}} i stället för {{before}}.",
    gift_changed: "{{thing}} ger {{after}} i stället för {{before}}.",
    offer_kind_changed: "{{thing}} är av ett annat slag: {{after}} i stället för {{before}}.",
    giftNew: "{{thing}} ger nu också {{after}}.",
    giftGone: "{{thing}} ger inte längre {{before}}.",
  },
  label: {
    about: "beskrivningen",
    advertised: "utlovad till alla",
    after: "väntetiden",
    amount: "rabatten",
    answer: "vad man svarar",
    among: "belöningarna att välja bland",
    articles: "artiklarna",
    at: "gränsen",
    atLeast: "det minsta köpet",
    available: "när den går att använda",
    badge: "märket",
    benefits: "det som nivån ger",
    buy: "mängdrabatten",
    categories: "kategorierna",
    chance: "vinstchansen",
    channels: "kanalerna",
    cheapest: "den billigaste varan",
    clawback: "det som händer vid retur av använda enheter",
    code: "koden",
    consent: "samtycket som krävs",
    contact: "hur ofta medlemmar får meddelanden",
    cost: "priset",
    count: "det som räknas",
    counts: "enheten som räknas",
    currency: "valutan",
    down: "fallet för den som inte når nivån igen",
    during: "tiden",
    every: "perioden",
    evidence: "intyget",
    exclusive: "gruppen där bara det bästa gäller",
    expires: "giltighetstiden",
    fields: "uppgifterna",
    friend: "det som vännen får",
    give: "det som ges",
    goal: "målet",
    grace: "respittiden",
    warning: "varningen före fallet",
    grants: "belöningen för ett fullt kort",
    holdout: "kontrollgruppen",
    items: "varorna",
    keepPrices: "tiden som gamla priser behålls",
    kind: "slaget",
    lane: "prisspåret",
    lanes: "prisspåren",
    language: "språket",
    languages: "språken",
    lasts: "tiden att använda den",
    lateDays: "dagar innan en sen händelse väntar på en människa",
    levels: "nivåerna",
    lifetime: "gränsen för att alltid behålla nivån",
    limit: "gränsen",
    marginFloor: "den lägsta marginalen",
    markets: "marknaderna",
    memberPrice: "medlemspriset",
    minimum: "vännens minsta köp",
    money: "delen i pengar",
    multiplierCap: "taket för alla multiplikatorer",
    multiply: "multiplikatorn",
    name: "namnet",
    notice: "tiden före en försämring",
    off: "rabatten",
    on: "det som räknas",
    onReturn: "det som händer vid retur",
    partner: "partnern",
    per: "gränsen",
    perEventMax: "högsta antal stämplar per köp",
    percent: "procentrabatten",
    period: "när den börjar om från 0",
    price: "det fasta priset",
    prices: "priserna för vissa",
    regions: "regionerna",
    relation: "det som medlemmar gör",
    reward: "belöningen",
    rounding: "avrundningen",
    seats: "platserna",
    seed: "lottningen av kontrollgruppen",
    segments: "segmenten",
    spend: "rabatten för stora köp",
    spendable: "går att använda",
    stock: "lagret",
    stores: "butikerna",
    tell: "meddelandet",
    timezone: "tidszonen",
    url: "adressen",
    visit: "besöket",
    welcome: "välkomstgåvan",
    when: "villkoret",
    within: "tiden för vännens första köp",
    worth: "värdet",
  },
  especially: {
    "unit.cost": "klubbens kostnad",
    "referral.per": "antalet vänner som ger tack",
    "referral.after": "tiden som köpet ska behållas",
    "level.at": "gränsen för att nå den",
    "reward.onReturn": "det som händer när varorna lämnas tillbaka",
  },
  inner: {
    after: "efter",
    among: "bland",
    atLeast: "från",
    cancelBefore: "avbokas senast före",
    choice: "ett av",
    choices: "flera av",
    cost: "för",
    ends: "slutar",
    every: "per",
    get: "på köpet",
    give: "ger",
    levels: "för nivån",
    market: "marknad",
    markets: "på marknaden",
    money: "i pengar",
    noShow: "den som uteblir",
    of: "av",
    off: "rabatt",
    per: "per",
    perWeek: "högst i veckan",
    percent: "rabatt",
    pieces: "betalda",
    place: "plats",
    plusOnes: "gäster",
    quiet: "tyst",
    reward: "belöningen",
    segments: "för segmentet",
    setsMax: "högst så många gånger",
    sliding: "förlängs av varje köp",
    starts: "börjar",
    times: "gånger",
    waitingList: "väntelista",
    waits: "väntar",
    within: "inom",
  },
  chosen: {
    "at once": "genast",
    "calendar month": "varje månad",
    "calendar quarter": "varje kvartal",
    "calendar year": "varje år",
    half_even: "till jämnt",
    half_up: "uppåt från hälften",
    "membership year": "varje medlemsår",
    "one level": "en nivå",
    "re-evaluate": "regeln avgörs på nytt",
    "streak of days": "dagar i rad",
    "streak of months": "månader i rad",
    "streak of weeks": "veckor i rad",
    "to what was earned": "till det som räckte",
    arrears: "det bokförs en skuld",
    article: "artikel",
    back: "medlemmen får tillbaka den",
    basket: "köp",
    categories: "olika kategorier",
    ceil: "uppåt",
    charity: "välgörenhet",
    club: "hela klubben",
    code: "kod",
    content: "innehåll",
    contract: "har avtal",
    credit: "tillgodo",
    day: "dag",
    days: "olika dagar",
    discount: "rabatt",
    early_access: "förtur",
    events: "händelser",
    ever: "för alltid",
    experience: "upplevelse",
    floor: "nedåt",
    free_delivery: "fri frakt",
    gift_card: "presentkort",
    items: "varor",
    keep: "medlemmen behåller allt",
    list: "listpriset",
    member: "medlem",
    month: "månad",
    net: "det som är kvar",
    never: "aldrig",
    number: "tal",
    own: "egen kod",
    own_lots: "bara det som är kvar av dem tas",
    partner: "partner",
    period: "perioden",
    piece: "vara",
    pool: "ur en lista med koder",
    product: "produkt",
    quarter: "kvartal",
    share: "varornas del tas tillbaka",
    store: "butik",
    surprise: "överraskning",
    text: "text",
    transaction: "handlar",
    used: "den förblir använd",
    wallet: "hushåll",
    week: "vecka",
    weeks: "olika veckor",
    whole: "heltal",
    within_balance: "det tas från resten av saldot",
    year: "år",
    yesno: "ja eller nej",
  },
  measured: {
    "basket.paid": "köpet",
    "items.paid": "de varorna",
    "basket.quantity": "antalet varor",
    "items.quantity": "antalet av de varorna",
    "contract.premium": "premien",
  },
  time: {
    minute: ["minut", "minuter"],
    hour: ["timme", "timmar"],
    day: ["dag", "dagar"],
    week: ["vecka", "veckor"],
    month: ["månad", "månader"],
    year: ["år", "år"],
  },
  ends: {
    month: "sedan till månadens slut",
    quarter: "sedan till kvartalets slut",
    year: "sedan till årets slut",
  },
  limit: {
    once: "högst en gång",
    times: "högst {{times}} gånger",
    oneUnit: "högst {{units}} enhet",
    units: "högst {{units}} enheter",
    money: "högst för {{money}}",
    every: "per {{every}}",
    ever: "någonsin",
    wallet: "för hushållet tillsammans",
    club: "för hela klubben tillsammans",
    trim: "därefter det som är kvar",
    refuse: "därefter ingenting",
  },
  each: "{{units}} {{unit}} för varje {{each}} av {{of}}",
  byExpression: "så många {{unit}} som uttrycket {{value}} säger",
  multiply: "{{unit}} gånger {{by}}",
  onlyRules: "bara för {{rules}}",
  rolling: "aldrig (räknas i {{time}})",
  or: "eller",
  yes: "ja",
  no: "nej",
};

export const changeTexts = { sv, da: changesDa, en: changesEn };
