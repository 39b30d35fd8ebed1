/** A member's states as they are now, for modules that ask the engine what would be, without booking anything. */
import { emptyStates, type States } from "@trofast/engine/state";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import type { Db } from "../../platform/db.ts";
import * as ledger from "../ledger/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as store from "./store.ts";

export interface Looked {
  readonly programme: CompiledProgramme;
  readonly market: Market;
  readonly states: States;
}

/** What is known of a member at an instant. Lots past their end are still listed: the engine passes them over. */
export async function look(
  db: Db,
  timeline: Timeline,
  { member, at }: { readonly member: ResolvedMember; readonly at: number },
): Promise<Looked> {
  const { memberId, walletId } = member;
  const programme = timeline.at(at);
  const empty = emptyStates(memberId);
  const person = (await store.stateOf(db, memberId))?.state.person ?? empty.person;
  const kept = (await store.stateOf(db, walletId))?.state.wallet ?? emptyStates(walletId).wallet;
  const open = (await ledger.openLots(db, [walletId])).get(walletId) ?? [];
  const market = programme.markets.get(member.market ?? "") ?? programme.marketDefault;
  return { programme, market, states: { person, wallet: { ...kept, open } } };
}

/** How much of each limit of the whole club is used; those never used are left out. */
export async function capsUsed(db: Db, keys: readonly string[]): Promise<Map<string, number>> {
  return new Map((await store.caps(db, keys)).map(({ key, used }) => [key, used]));
}
