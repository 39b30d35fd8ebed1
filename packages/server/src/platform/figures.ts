/**
 * Figures over the whole club that take longer to count than a page may take to load. They are kept with the time of
 * counting, which is told with them, and counted anew in the background; what is counted fast is counted every time.
 */
import { z } from "zod";
import { perClub, type Club } from "../club.ts";
import type { Db } from "./db.ts";

/** Counting takes at most this share of the time. */
const REST_TIMES = 50;
/** Older figures are not shown, if the wait is ever so long: the clock was moved, or nobody looked for days. */
const AGE_MS_MAX = 86_400_000;

interface Kept<Figures> {
  /** Epoch milliseconds. */
  readonly countedAt: number;
  readonly figures: Figures;
}

interface KeptFigure<Figures> {
  /** What was counted last, counting anew beside where it is time for that. */
  readonly newest: (club: Club) => Promise<Kept<Figures>>;
  /** What was counted last, where that is new enough to be shown; counts nothing. */
  readonly known: (club: Club) => Promise<Kept<Figures> | null>;
  /** Counts where it is time, so that the first who looks does not wait. */
  readonly refresh: (club: Club) => Promise<void>;
}

/**
 * @param of.part what it is kept as.
 * @param of.atOnceMs what took less is counted anew whenever somebody asks.
 * @param of.restMsMin else it rests at least so long.
 */
export function keptFigure<Figures>(of: {
  readonly part: string;
  readonly shape: z.ZodType<Figures>;
  readonly count: (club: Club, now: number) => Promise<Figures>;
  readonly atOnceMs: number;
  readonly restMsMin: number;
}): KeptFigure<Figures> {
  const { part, shape, count } = of;
  const countingOf = perClub((club) => {
    const state: { now: Promise<Kept<Figures>> | undefined } = { now: undefined };
    club.onClose(async () => {
      await state.now?.catch(() => undefined);
    });
    return state;
  });

  async function countAll(club: Club): Promise<Kept<Figures>> {
    const startedAt = performance.now();
    const countedAt = club.clock.now();
    const figures = await count(club, countedAt);
    const tookMs = performance.now() - startedAt;
    // What is counted every time need not be kept, unless in place of what is.
    if (tookMs >= of.atOnceMs || (await readFigure(club.db, part)) !== null)
      await saveFigure(club.db, { part, countedAt, tookMs, figures });
    return { countedAt, figures };
  }

  /** One counting at a time; whoever asks meanwhile gets the same. */
  function counting(club: Club): Promise<Kept<Figures>> {
    const state = countingOf(club);
    state.now ??= countAll(club).finally(() => {
      state.now = undefined;
    });
    return state.now;
  }

  async function known(club: Club): Promise<(Kept<Figures> & { tookMs: number }) | null> {
    const found = await readFigure(club.db, part);
    const figures = shape.safeParse(found?.figures);
    if (found === null || !figures.success || found.tookMs < of.atOnceMs) return null;
    if (ageOf(club, found) > AGE_MS_MAX) return null;
    return { ...found, figures: figures.data };
  }

  async function newest(club: Club): Promise<Kept<Figures>> {
    const found = await known(club);
    if (found === null) return await counting(club);
    const { countedAt, tookMs, figures } = found;
    if (ageOf(club, found) > Math.max(of.restMsMin, tookMs * REST_TIMES))
      counting(club).catch((error: unknown) => {
        club.log.warn({ err: error, part }, "counting figures");
      });
    return { countedAt, figures };
  }

  return {
    newest,
    known,
    async refresh(club) {
      await newest(club);
      await countingOf(club).now;
    },
  };
}

const ageOf = (club: Club, { countedAt }: { readonly countedAt: number }): number =>
  Math.abs(club.clock.now() - countedAt);

const row = z.object({ counted_at: z.number(), took_ms: z.number(), figures: z.unknown() });

/** Figures that were counted before. */
export async function readFigure(
  db: Db,
  part: string,
): Promise<{ countedAt: number; tookMs: number; figures: unknown } | null> {
  const found = await db
    .selectFrom("platform_figure")
    .select(["counted_at", "took_ms", "figures"])
    .where("part", "=", part)
    .executeTakeFirst();
  if (found === undefined) return null;
  const { counted_at: countedAt, took_ms: tookMs, figures } = row.parse(found);
  return { countedAt, tookMs, figures };
}

export async function saveFigure(
  db: Db,
  counted: {
    readonly part: string;
    readonly countedAt: number;
    readonly tookMs: number;
    readonly figures: unknown;
  },
): Promise<void> {
  const values = {
    counted_at: new Date(counted.countedAt).toISOString(),
    took_ms: Math.round(counted.tookMs),
    figures: JSON.stringify(counted.figures),
  };
  await db
    .insertInto("platform_figure")
    .values({ part: counted.part, ...values })
    .onConflict((conflict) => conflict.column("part").doUpdateSet(values))
    .execute();
}
