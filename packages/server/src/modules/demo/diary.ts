/** A member's log while it is told: every entry gets an id of its own that is the same at each telling. */
import type { Submitted } from "../activity/domain.ts";
import type { DemoEvent } from "./domain.ts";
import type { DemoMember } from "./people.ts";

export type Place = Pick<Submitted, "source" | "channel" | "store">;

export const till = { source: "pos", channel: "till", store: "kvarnby" } as const satisfies Place;
export const webshop = { source: "webshop", channel: "web", store: "web" } as const satisfies Place;
export const app = { source: "app", channel: "app" } as const satisfies Place;
export const office = { source: "office", channel: "office" } as const satisfies Place;

export interface Entry {
  readonly at: number;
  readonly place: Place;
  readonly payload: Submitted["payload"];
  readonly cups?: number;
  /** Where its id is not the next number. */
  readonly id?: string;
}

export interface Diary {
  readonly entries: readonly DemoEvent[];
  /** Adds an entry and answers with its id. */
  write(entry: Entry): string;
}

export function openDiary(member: DemoMember): Diary {
  const entries: DemoEvent[] = [];
  return {
    entries,
    write({ at, place, payload, cups = 0, id = `${member.index + 1}-${entries.length + 1}` }) {
      const event: Submitted = {
        ...place,
        id,
        member: { source: "id", id: member.memberId },
        occurredAt: Math.round(at),
        unknownMember: "refuse",
        history: true,
        payload,
      };
      entries.push({ memberIndex: member.index, event, cups });
      return id;
    },
  };
}
