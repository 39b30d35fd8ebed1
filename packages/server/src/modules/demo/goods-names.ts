/** What the roastery's goods, shelves and shops are called in the languages of its members. */
export type DemoNames = {
  readonly sv: string;
  readonly da: string;
  readonly en: string;
};

/** In Danish and English; the Swedish name stands with the article. */
const articles: Readonly<Record<string, readonly [da: string, en: string]>> = {
  "brew-filter": ["Filterkaffe", "Filter coffee"],
  "brew-espresso": ["Espresso", "Espresso"],
  "brew-cortado": ["Cortado", "Cortado"],
  "brew-cappuccino": ["Cappuccino", "Cappuccino"],
  "brew-latte": ["Caffe latte", "Caffe latte"],
  "brew-oat-latte": ["Caffe latte med havredrik", "Oat latte"],
  "brew-cold": ["Koldbrygget kaffe", "Cold brew"],
  "brew-chocolate": ["Varm chokolade", "Hot chocolate"],
  "bun-cardamom": ["Kardemommesnurre", "Cardamom bun"],
  "bun-cinnamon": ["Kanelsnurre", "Cinnamon bun"],
  "cake-carrot": ["Gulerodskage", "Carrot cake"],
  "cookie-oat": ["Havrecookie", "Oat cookie"],
  "ball-chocolate": ["Havregrynskugle", "Chocolate oat ball"],
  "roll-cheese": ["Rundstykke med ost", "Cheese roll"],
  "sandwich-egg": ["Æg og torskerogn", "Egg and cod roe sandwich"],
  "toast-grilled": ["Grillet sandwich", "Grilled sandwich"],
  "beans-house": ["Husets blanding 250 g", "House blend 250 g"],
  "beans-dark": ["Mørkristet 250 g", "Dark roast 250 g"],
  "beans-ethiopia": ["Etiopien Guji 250 g", "Ethiopia Guji 250 g"],
  "beans-kenya": ["Kenya Nyeri 250 g", "Kenya Nyeri 250 g"],
  "beans-colombia": ["Colombia Huila 250 g", "Colombia Huila 250 g"],
  "beans-decaf": ["Koffeinfri 250 g", "Decaf 250 g"],
  "beans-house-kilo": ["Husets blanding 1 kg", "House blend 1 kg"],
  "beans-espresso-kilo": ["Espressoristet 1 kg", "Espresso roast 1 kg"],
  "beans-harvest": ["Årets høst 250 g", "This year's harvest 250 g"],
  "honey-village": ["Honning fra Kvarnby", "Honey from Kvarnby"],
  "jam-cloudberry": ["Multebærsyltetøj", "Cloudberry jam"],
  "rusk-cardamom": ["Kardemommetvebakker", "Cardamom rusks"],
  "chocolate-dark": ["Mørk chokolade 70 %", "Dark chocolate 70 %"],
  "oat-drink": ["Havredrik til barista", "Barista oat drink"],
  "tea-earl": ["Earl grey 100 g", "Earl grey 100 g"],
  "tea-sencha": ["Sencha 100 g", "Sencha 100 g"],
  "tea-rooibos": ["Rooibos 100 g", "Rooibos 100 g"],
  "tea-herbs": ["Urtete fra haven", "Herbal tea from the garden"],
  dripper: ["Filterholder af porcelæn", "Porcelain dripper"],
  filters: ["Kaffefiltre 100 stk.", "Paper filters, 100"],
  press: ["Stempelkande 8 kopper", "French press, 8 cups"],
  kettle: ["Elkedel med svanehals", "Gooseneck kettle"],
  scale: ["Bryggevægt", "Brewing scale"],
  "grinder-hand": ["Håndkværn", "Hand grinder"],
  "grinder-electric": ["Elektrisk kværn", "Electric grinder"],
  cleaner: ["Rens til kværn", "Grinder cleaner"],
  "cup-own": ["Termokop", "Travel cup"],
  mug: ["Krus fra pottemageren", "Mug from the potter"],
  "box-gift": ["Gaveæske med tre slags kaffe", "Gift box with three coffees"],
  "box-tasting": ["Smagekasse", "Tasting box"],
  "course-brew": ["Kursus: bryg bedre derhjemme", "Course: brew better at home"],
  "course-latte": ["Kursus: mælk og mønstre", "Course: milk and patterns"],
  "course-roast": ["Kursus: en dag ved risteren", "Course: a day at the roaster"],
};

/** @param name the Swedish one. */
export function articleNames(article: string, name: string): DemoNames {
  const [da, en] = articles[article] ?? [name, name];
  return { sv: name, da, en };
}

interface DemoCategory {
  readonly path: string;
  /** Of the net price, where the club says it; articles state their cost. */
  readonly marginBasisPoints: number | null;
  readonly names: DemoNames;
}

function shelf(
  path: string,
  marginBasisPoints: number | null,
  [sv, da, en]: readonly [sv: string, da: string, en: string],
): DemoCategory {
  return { path, marginBasisPoints, names: { sv, da, en } };
}

export const categories: readonly DemoCategory[] = [
  shelf("coffee", 5500, ["Kaffe", "Kaffe", "Coffee"]),
  shelf("coffee/brewed", null, ["Bryggt kaffe", "Brygget kaffe", "Brewed coffee"]),
  shelf("coffee/beans", null, ["Kaffebönor", "Kaffebønner", "Coffee beans"]),
  shelf("bakery", 6200, ["Bageri", "Bageri", "Bakery"]),
  shelf("bakery/sweet", null, ["Kaffebröd", "Sødt bagværk", "Sweet pastry"]),
  shelf("bakery/bread", null, ["Smörgåsar", "Sandwicher", "Sandwiches"]),
  shelf("pantry", null, ["Skafferi", "Spisekammer", "Pantry"]),
  shelf("tea", null, ["Te", "Te", "Tea"]),
  shelf("equipment", 3900, ["Utrustning", "Udstyr", "Equipment"]),
  shelf("equipment/brewing", null, ["Bryggning", "Brygning", "Brewing"]),
  shelf("equipment/grinding", null, ["Malning", "Formaling", "Grinding"]),
  shelf("gifts", null, ["Presenter", "Gaver", "Gifts"]),
  shelf("courses", 5800, ["Kurser", "Kurser", "Courses"]),
];

export const shopNames: DemoNames = {
  sv: "Rosteriet i Kvarnby",
  da: "Risteriet i Kvarnby",
  en: "The Kvarnby roastery",
};
export const webNames: DemoNames = { sv: "Webbutiken", da: "Webshoppen", en: "The web shop" };
