/** What a shop tells of its customers' consents, put before the members themselves. */
import type { ShopSettings } from "@trofast/contract/shop-settings";
import type { Club } from "../../club.ts";
import * as consents from "../consents/service.ts";
import type { Connection, Customer, SaidConsent } from "./domain.ts";
import type { Person } from "./people.ts";

/**
 * Records what is news of it: a yes waits for the member, a no works at once. Before anything is locked, and harmless to
 * do again.
 *
 * @returns what kept it from being recorded.
 * @throws DomainError `erased`, `no_programme`, `member_busy`.
 */
export async function recordConsents(
  club: Club,
  { shop, settings }: Pick<Connection, "shop" | "settings">,
  person: Person,
  customer: Customer | null,
): Promise<"wording_missing" | undefined> {
  const said = taken(settings, customer?.consents ?? []);
  if (person.is !== "member" || said.length === 0) return undefined;
  const { memberId } = person;
  const result = await consents.report(club, {
    memberId,
    source: shop,
    actor: `shop:${shop}`,
    said,
  });
  return result === "wording_missing" ? result : undefined;
}

function taken({ consents: { take } }: ShopSettings, said: readonly SaidConsent[]) {
  if (take === "off") return [];
  return take === "all" ? said : said.filter(({ given }) => !given);
}
