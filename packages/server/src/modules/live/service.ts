/** Use cases of live: listen as a member, or as the staff. */
import { formatInstant } from "@trofast/engine/time";
import { perClub, type Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import { LAG_MS, readPlace, written } from "./domain.ts";
import { Hub } from "./hub.ts";
import { Listener, type Concern } from "./listener.ts";

/** A phone, two tabs, and connections that the network has lost and not yet given up. */
const LISTENERS_PER_MEMBER_MAX = 8;
const LISTENERS_PER_CALLER_MAX = 20;
/** Each holds a socket and a few kilobytes. */
const LISTENERS_PER_PROCESS_MAX = 5_000;
/** Proxies drop connections that are silent for half a minute. */
const HEARTBEAT_MS = 20_000;

const hubOf = perClub((club) => new Hub(club));

interface Connection {
  /** `Last-Event-ID`, where the connection is a new one for one that broke. */
  readonly lastEventId: string | undefined;
  readonly seconds: number;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/**
 * A member's balance as it changes.
 *
 * @throws DomainError `erased`, `not_found`, `too_many_listeners`.
 */
export async function listenAsMember(
  club: Club,
  input: Connection & { readonly memberId: string },
): Promise<AsyncIterable<string>> {
  const { memberId, walletId } = await members.readById(club.db, input.memberId);
  return await listen(club, input, {
    owner: `member:${memberId}`,
    most: LISTENERS_PER_MEMBER_MAX,
    concern: { memberId, walletId },
  });
}

/**
 * What happens in the club.
 *
 * @param input.withNames the caller may know who the members are.
 * @throws DomainError `too_many_listeners`.
 */
export async function listenAsStaff(
  club: Club,
  input: Connection & { readonly callerId: string; readonly withNames: boolean },
): Promise<AsyncIterable<string>> {
  return await listen(club, input, {
    owner: `staff:${input.callerId}`,
    most: LISTENERS_PER_CALLER_MAX,
    concern: { everybody: true, withNames: input.withNames },
  });
}

/** Ends all connections, so that the server can stop; browsers come back by themselves. */
export function endAll(club: Club): void {
  hubOf(club).endAll();
}

async function listen(
  club: Club,
  connection: Connection,
  who: { readonly owner: string; readonly most: number; readonly concern: Concern },
): Promise<AsyncIterable<string>> {
  const hub = hubOf(club);
  if (hub.sizeOf(who.owner) >= who.most || hub.size >= LISTENERS_PER_PROCESS_MAX)
    throw new DomainError(
      "too_many_listeners",
      `At most ${who.most} connections listen for one caller, and ${LISTENERS_PER_PROCESS_MAX} in all.`,
      { retryAfterSeconds: 20 },
    );
  const listener = new Listener(who.owner, who.concern);
  await hub.join(listener);
  try {
    const now = club.clock.now();
    const place = readPlace(connection.lastEventId);
    const isKnown = place !== null && place.at >= now - LAG_MS;
    const missed = isKnown ? await hub.since(place, who.concern) : [];
    const reset = connection.lastEventId !== undefined && !isKnown;
    const ready = written({ type: "ready", reset, at: formatInstant(now) });
    return pieces(hub, listener, connection, [ready, ...missed]);
  } catch (error) {
    hub.leave(listener);
    throw error;
  }
}

async function* pieces(
  hub: Hub,
  listener: Listener,
  { seconds, signal }: Connection,
  first: readonly string[],
): AsyncGenerator<string> {
  const end = (): void => listener.end();
  const beat = setInterval(() => listener.push(":\n\n"), HEARTBEAT_MS);
  const over = setTimeout(end, seconds * 1000);
  beat.unref();
  over.unref();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    yield first.join("");
    for (let text = await listener.next(); text !== null; text = await listener.next()) yield text;
  } finally {
    clearInterval(beat);
    clearTimeout(over);
    signal.removeEventListener("abort", end);
    hub.leave(listener);
  }
}
