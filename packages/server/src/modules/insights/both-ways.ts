/** What somebody did lately, decided under two programmes: what it would have given under each. Reads only. */
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { simulate, type MemberOutcome } from "@trofast/engine/simulate";
import type { Club } from "../../club.ts";
import { simulatedOf } from "./simulation.ts";
import * as store from "./simulation-store.ts";

type Amounts = Record<string, number>;

/** Units given, what returns took back settled; those that gave nothing are left out. */
export interface BothWays {
  readonly before: Amounts;
  readonly after: Amounts;
}

/**
 * Folds one wallet's log under both programmes; what happened before `since` under the first, for both.
 *
 * @returns null where nothing happened since.
 */
export async function bothWays(
  club: Club,
  input: {
    readonly walletId: string;
    readonly market: string;
    readonly before: CompiledProgramme;
    readonly after: CompiledProgramme;
    readonly since: number;
  },
): Promise<BothWays | null> {
  const { walletId: member, market, before, after, since } = input;
  const until = club.clock.now();
  const interval = { since, before: until + 1 };
  const happened = await store.happenedSince(club.db, [member], interval);
  if (happened.length === 0) return null;
  const events = happened.map(simulatedOf);
  const earlier = { before: since, programme: before };
  const given = (programme: CompiledProgramme): Amounts =>
    givenIn(simulate({ events, programme, member, market, until, earlier }));
  return { before: given(before), after: given(after) };
}

const givenIn = ({ units }: MemberOutcome): Amounts =>
  Object.fromEntries(
    Object.entries(units).flatMap(([unit, { issued }]) => (issued === 0 ? [] : [[unit, issued]])),
  );
