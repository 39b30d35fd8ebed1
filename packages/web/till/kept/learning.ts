/** What the till must know without a network: read when there is one, and kept on the device. */
import { trofast, TrofastFault } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { calledOf, language } from "../../ui/format.ts";
import { changeDevice, readDevice, type KnownArticle, type KnownStore } from "./device.ts";

/** More than a shop has buttons for; what lies beyond is still sold as a sum. */
const ARTICLES_MAX = 2_000;
const PAGE = 200;
/** Has a place of its own, with its reason. */
const APOLOGY = "apology";

/** @throws TrofastFault where there is no network and the device knows no store either. */
export async function learnClub(): Promise<boolean> {
  try {
    const stores: KnownStore[] = [];
    for await (const { store, name, names, market } of trofast.catalogue.listStores.each({
      query: { limit: PAGE },
    }))
      stores.push({ store, name: calledOf({ name, names }, store), market });
    const { quickActs, offlineSpendMinor } = await trofast.settings.get();
    changeDevice({ stores, quickActs: quickActsOf(quickActs), offlineSpendMinor });
    changeDevice({ articles: await readArticles() });
    return true;
  } catch (error) {
    if (error instanceof TrofastFault && readDevice().stores.length > 0) return false;
    throw error;
  }
}

async function readArticles(): Promise<KnownArticle[]> {
  const articles: KnownArticle[] = [];
  for await (const { article, name, names, category } of trofast.catalogue.listArticles.each({
    query: { limit: PAGE },
  })) {
    articles.push({ article, name: names[language()] ?? name ?? article, category });
    if (articles.length >= ARTICLES_MAX) break;
  }
  return articles;
}

/** What the club has chosen; where it has not, what a cashier can vouch for. */
function quickActsOf(chosen: readonly string[]): string[] {
  if (chosen.length > 0) return [...chosen];
  return Object.entries(first.club.activities)
    .filter(([activity, { evidence }]) => evidence.includes("cashier") && activity !== APOLOGY)
    .map(([activity]) => activity);
}
