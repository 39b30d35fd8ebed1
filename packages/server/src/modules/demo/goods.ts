/** What the invented roastery sells: articles, where they lie, what they cost, and who has a taste for them. */
import { poisson, weighted, whole } from "./chance.ts";
import type { Random } from "./chance.ts";
import { shopNames, webNames } from "./goods-names.ts";

/** What somebody may like: each article belongs to one of these. */
export const tastes = [
  "brewed",
  "pastry",
  "beans",
  "pantry",
  "tea",
  "equipment",
  "gifts",
  "courses",
] as const;
type Taste = (typeof tastes)[number];

/** What somebody comes for. */
export type Errand = "cup" | "shop" | "web";

interface Good {
  readonly article: string;
  readonly name: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly vatBasisPoints: number;
  readonly costMinor: number;
  readonly priceMinor: number;
  readonly taste: Taste;
  /** How often it is taken among those of its taste. */
  readonly weight: number;
}

const FOOD_VAT = 1200;
const GOODS_VAT = 2500;

type Row = readonly [
  article: string,
  name: string,
  price: number,
  cost: number,
  weight: number,
  tags?: string,
];

function rows(taste: Taste, category: string, vat: number, list: readonly Row[]): Good[] {
  return list.map(([article, name, price, cost, weight, tags]) => ({
    article,
    name,
    category,
    tags: tags?.split(" ") ?? [],
    vatBasisPoints: vat,
    costMinor: Math.round(cost * 100),
    priceMinor: price * 100,
    taste,
    weight,
  }));
}

export const goods: readonly Good[] = [
  ...rows("brewed", "coffee/brewed", FOOD_VAT, [
    ["brew-filter", "Bryggkaffe", 32, 5, 30],
    ["brew-espresso", "Espresso", 30, 6, 10],
    ["brew-cortado", "Cortado", 38, 8, 10],
    ["brew-cappuccino", "Cappuccino", 42, 10, 18],
    ["brew-latte", "Caffe latte", 46, 11, 22],
    ["brew-oat-latte", "Caffe latte med havre", 50, 12, 16, "vegan local"],
    ["brew-cold", "Kallbryggt kaffe", 48, 9, 7],
    ["brew-chocolate", "Varm choklad", 48, 12, 6],
  ]),
  ...rows("pastry", "bakery/sweet", FOOD_VAT, [
    ["bun-cardamom", "Kardemummabulle", 40, 12, 26, "local"],
    ["bun-cinnamon", "Kanelbulle", 38, 11, 20, "local"],
    ["cake-carrot", "Morotskaka", 48, 15, 8],
    ["cookie-oat", "Havrekaka", 28, 7, 12, "vegan local"],
    ["ball-chocolate", "Chokladboll", 30, 8, 12],
  ]),
  ...rows("pastry", "bakery/bread", FOOD_VAT, [
    ["roll-cheese", "Fralla med ost", 45, 16, 12, "local"],
    ["sandwich-egg", "Ägg och kaviar", 62, 22, 8, "local"],
    ["toast-grilled", "Grillad smörgås", 78, 28, 8],
  ]),
  ...rows("beans", "coffee/beans", FOOD_VAT, [
    ["beans-house", "Husets blandning 250 g", 99, 42, 26, "local organic"],
    ["beans-dark", "Mörkrost 250 g", 99, 41, 16, "local"],
    ["beans-ethiopia", "Etiopien Guji 250 g", 139, 68, 16, "organic"],
    ["beans-kenya", "Kenya Nyeri 250 g", 149, 74, 10],
    ["beans-colombia", "Colombia Huila 250 g", 129, 60, 12],
    ["beans-decaf", "Koffeinfritt 250 g", 129, 61, 7],
    ["beans-house-kilo", "Husets blandning 1 kg", 349, 160, 9, "local organic"],
    ["beans-espresso-kilo", "Espressorost 1 kg", 379, 172, 8],
    ["beans-harvest", "Årets skörd 250 g", 189, 96, 4, "organic limited"],
  ]),
  ...rows("pantry", "pantry", FOOD_VAT, [
    ["honey-village", "Honung från Kvarnby", 89, 48, 14, "local organic"],
    ["jam-cloudberry", "Hjortronsylt", 95, 52, 8, "local"],
    ["rusk-cardamom", "Kardemummaskorpor", 59, 26, 12, "local"],
    ["chocolate-dark", "Mörk choklad 70 %", 59, 30, 12, "organic"],
    ["oat-drink", "Havredryck till barista", 29, 17, 14, "vegan local"],
  ]),
  ...rows("tea", "tea", FOOD_VAT, [
    ["tea-earl", "Earl grey 100 g", 79, 30, 12, "organic"],
    ["tea-sencha", "Sencha 100 g", 95, 40, 8, "organic"],
    ["tea-rooibos", "Rooibos 100 g", 75, 28, 8],
    ["tea-herbs", "Örtte från trädgården", 69, 27, 9, "local organic"],
  ]),
  ...rows("equipment", "equipment/brewing", GOODS_VAT, [
    ["dripper", "Filterhållare av porslin", 279, 140, 12],
    ["filters", "Pappersfilter 100 st", 59, 24, 26],
    ["press", "Presskanna 8 koppar", 399, 210, 8],
    ["kettle", "Vattenkokare med svanhals", 899, 520, 4],
    ["scale", "Bryggvåg", 449, 250, 5],
  ]),
  ...rows("equipment", "equipment/grinding", GOODS_VAT, [
    ["grinder-hand", "Handkvarn", 749, 430, 6],
    ["grinder-electric", "Elkvarn", 1895, 1190, 2],
    ["cleaner", "Rengöring till kvarn", 129, 60, 8],
  ]),
  ...rows("gifts", "gifts", GOODS_VAT, [
    ["cup-own", "Resekopp", 249, 118, 14, "reuse"],
    ["mug", "Mugg från krukmakaren", 189, 96, 12, "local"],
    ["box-gift", "Presentlåda med tre kaffe", 359, 175, 12, "local"],
    ["box-tasting", "Provarlåda", 219, 104, 10],
  ]),
  ...rows("courses", "courses", GOODS_VAT, [
    ["course-brew", "Kurs: brygg bättre hemma", 495, 180, 12],
    ["course-latte", "Kurs: mjölk och mönster", 595, 220, 9],
    ["course-roast", "Kurs: en dag vid rosten", 1290, 520, 3],
  ]),
];

export const SHOP = "kvarnby";
const WEB = "web";

export const stores = [
  {
    store: SHOP,
    name: shopNames.sv,
    names: { ...shopNames },
    region: "Kvarnby",
    market: "se",
    timezone: null,
  },
  {
    store: WEB,
    name: webNames.sv,
    names: { ...webNames },
    region: null,
    market: null,
    timezone: null,
  },
] as const;

/** How each errand bends a member's own taste, in the order of `tastes`. */
const bends: Readonly<Record<Errand, readonly number[]>> = {
  cup: [12, 5, 0.4, 0.3, 0.1, 0, 0.05, 0],
  shop: [3, 3, 8, 3, 1.5, 0.7, 0.8, 0.15],
  web: [0, 0, 9, 3, 2, 2.2, 1.6, 0.6],
};
const linesMean: Readonly<Record<Errand, number>> = { cup: 0.7, shop: 1.6, web: 1.5 };
const LINES_MAX = 5;

const byTaste = new Map(
  tastes.map((taste) => [taste, goods.filter((good) => good.taste === taste)]),
);

export interface Picked {
  readonly good: Good;
  readonly quantity: number;
}

/**
 * What somebody puts into the basket.
 *
 * @param liking their shares of `tastes`.
 */
export function basket(random: Random, liking: readonly number[], errand: Errand): Picked[] {
  const bend = bends[errand];
  const weights = liking.map((share, index) => share * (bend[index] ?? 0));
  const linesCount = Math.min(LINES_MAX, 1 + poisson(random, linesMean[errand]));
  const picked = new Map<string, Picked>();
  for (let line = 0; line < linesCount; line += 1) {
    const among = byTaste.get(tastes[weighted(random, weights)] ?? "brewed") ?? [];
    const good =
      among[
        weighted(
          random,
          among.map(({ weight }) => weight),
        )
      ];
    if (good === undefined) continue;
    const quantity = random() < 0.12 && good.priceMinor < 20_000 ? whole(random, 2, 3) : 1;
    picked.set(good.article, { good, quantity });
  }
  return [...picked.values()];
}

export function goodNamed(article: string): Good {
  const found = goods.find((good) => good.article === article);
  if (found === undefined) throw new Error(`the roastery sells no ${article}`);
  return found;
}
