/** Do the levels of a ladder fit its period? What can never happen, and what would happen to everybody, is told here. */
import { rollingOf } from "../rolling.ts";
import { daysOf } from "./changes.ts";
import type { Collector, Path } from "./collector.ts";
import type { Ladder, Level, Programme } from "./schema.ts";

/** Reports graces that outlast a rolling period, levels for life that come too soon, and gifts that never come again. */
export function checkLadderPeriods(programme: Programme, collector: Collector): void {
  programme.ladders.forEach((ladder, index) => {
    const path: Path = ["ladders", index];
    const period = programme.units[ladder.counts]?.period ?? "ever";
    checkGrace(ladder, period, path, collector);
    checkLifetimes(ladder, path, collector);
    if (period !== "ever") return;
    ladder.levels.forEach((level, position) => {
      const at = [...path, "levels", position];
      checkWithoutPeriod(level, at, collector);
    });
  });
}

function checkGrace(ladder: Ladder, period: string, path: Path, collector: Collector): void {
  if (rollingOf(period) === null) return;
  const length = period.slice("rolling ".length);
  if (daysOf(ladder.grace) <= daysOf(length)) return;
  collector.error("grace_outlasts_period", [...path, "grace"], ladder.id, {
    message: `What is counted counts for ${length}, and a level is kept for ${ladder.grace} after that.`,
    advice: `Give a grace of at most ${length}, or let more time count.`,
  });
}

function checkLifetimes(ladder: Ladder, path: Path, collector: Collector): void {
  let below: Level | undefined;
  for (const level of ladder.levels.toSorted((left, right) => left.at - right.at)) {
    if (level.lifetime === undefined) continue;
    const at = [...path, "levels", ladder.levels.indexOf(level), "lifetime"];
    if (level.lifetime < level.at)
      collector.error("lifetime_too_soon", at, level.id, {
        message: `'${level.id}' is for life from ${level.lifetime} in all, but is reached at ${level.at} only.`,
        advice: `Ask for more than ${level.at} in all, or leave lifetime out.`,
      });
    else if (below?.lifetime !== undefined && level.lifetime <= below.lifetime)
      collector.error("lifetime_too_soon", at, level.id, {
        message: `'${level.id}' stands above '${below.id}', but is for life from no more in all.`,
        advice: `Ask for more than ${below.lifetime} in all.`,
      });
    below = level;
  }
}

function checkWithoutPeriod(level: Level, path: Path, collector: Collector): void {
  if (level.lifetime !== undefined)
    collector.error("no_period", [...path, "lifetime"], level.id, {
      message: "The unit is counted for ever, so every level is for life already.",
      advice: "Remove lifetime, or give the unit a period.",
    });
  if (level.welcome?.every === "period")
    collector.error("no_period", [...path, "welcome", "every"], level.id, {
      message:
        "The unit is counted for ever, so there is no next period in which a gift could come.",
      advice: "Remove every, or give the unit a period.",
    });
}
