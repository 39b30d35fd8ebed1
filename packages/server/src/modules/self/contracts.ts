/** A member's subscriptions and policies, from what the log says of them. */
import { addDuration } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import * as activity from "../activity/service.ts";
import * as catalogue from "../catalogue/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { contractsOf, nextRenewal, wholeYears } from "./contract-life.ts";
import type { ContractAct, OwnContract } from "./contract-life.ts";
import { marketOf } from "./domain.ts";

/** More acts than a life of policies has; older ones change nothing that is shown. */
const EVENTS_MAX = 2_000;
const YEAR = { kind: "calendar", months: 12, days: 0 } as const;

interface ShownContract extends OwnContract {
  readonly called: catalogue.Called | null;
  readonly nextRenewalAt: number | null;
}

interface Together {
  readonly since: number | null;
  readonly years: number;
  readonly contracts: readonly ShownContract[];
}

/** What a member has signed. @throws DomainError `erased`. */
export async function together(club: Club, memberId: string): Promise<Together> {
  const { market } = await members.readById(club.db, memberId);
  const now = club.clock.now();
  const programme = (await programmes.timelineOfClub(club))?.at(now);
  const zone = programme === undefined ? "UTC" : marketOf(programme, market).zone;
  const yearAfter = (instant: number): number => addDuration(instant, YEAR, zone);
  const all = contractsOf(await actsOf(club, memberId));
  const kept = all.filter(({ status }) => status !== "ended");
  const products = kept.map(({ product }) => product);
  const called = await catalogue.called(club.db, "article", products);
  const since = all.length === 0 ? null : Math.min(...all.map(({ startedAt }) => startedAt));
  return {
    since,
    years: since === null || kept.length === 0 ? 0 : wholeYears(since, now, yearAfter),
    contracts: kept
      .map((each) => ({
        ...each,
        called: called.get(each.product) ?? null,
        nextRenewalAt: nextRenewal(each, yearAfter),
      }))
      .toSorted(
        (one, other) => (one.nextRenewalAt ?? Infinity) - (other.nextRenewalAt ?? Infinity),
      ),
  };
}

async function actsOf(club: Club, memberId: string): Promise<ContractAct[]> {
  const memberIds = await members.namesOf(club.db, memberId);
  const rows = await activity.eventsOfPerson(club.db, {
    memberIds,
    before: null,
    limit: EVENTS_MAX,
  });
  return rows
    .flatMap(({ payload, occurred_at: at }) => {
      if (payload.kind !== "contract") return [];
      const { contract, act, product = null } = payload;
      return [{ contract, act, product, at }];
    })
    .toSorted((one, other) => one.at - other.at);
}
