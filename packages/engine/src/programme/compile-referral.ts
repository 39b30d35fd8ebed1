/** Referrals, checked and made ready. */
import { money } from "../numbers.ts";
import { durationOf } from "./compile-units.ts";
import type { Collector, Path } from "./collector.ts";
import type { CompiledReferral, CompiledUnit } from "./compiled.ts";
import type { Programme } from "./schema.ts";

const SUBJECT = "referral";

/** Referrals of a programme, where it has any; what does not fit is told. */
export function compileReferral(
  source: Programme,
  units: ReadonlyMap<string, CompiledUnit>,
  collector: Collector,
): { referral?: CompiledReferral } {
  const { referral } = source;
  if (!referral) return {};
  const rewards = source.rewards.map(({ id }) => id);
  const knownReward = (id: string, path: Path): string => {
    if (!rewards.includes(id))
      collector.unknown("reward", id, rewards, [...path, "reward"], SUBJECT);
    return id;
  };
  const giftsOf = (
    gifts: { readonly give?: Record<string, number>; readonly reward?: string } | undefined,
    path: Path,
  ) => ({
    give: Object.entries(gifts?.give ?? {}).flatMap(([id, amount]) => {
      const unit = units.get(id);
      if (!unit) collector.unknown("unit", id, [...units.keys()], [...path, "give", id], SUBJECT);
      return unit ? [{ unit, amount }] : [];
    }),
    ...(gifts?.reward !== undefined && { reward: knownReward(gifts.reward, path) }),
  });
  const compiled: CompiledReferral = {
    member: giftsOf(withoutUndefined(referral), ["referral"]),
    friend: giftsOf(withoutUndefined(referral.friend ?? {}), ["referral", "friend"]),
    after: referral.after === "at once" ? null : durationOf(referral.after),
    within: durationOf(referral.within),
    minimumMinor: minimumOf(source, referral.minimum ?? {}, collector),
    limits: [
      {
        key: "referral#0",
        of: "times",
        max: referral.per.times,
        per: "member",
        every: referral.per.every,
        over: "refuse",
      },
    ],
  };
  return { referral: compiled };
}

function withoutUndefined({
  give,
  reward,
}: {
  readonly give?: Record<string, number> | undefined;
  readonly reward?: string | undefined;
}) {
  return { ...(give && { give }), ...(reward !== undefined && { reward }) };
}

function minimumOf(
  source: Programme,
  texts: Readonly<Record<string, string>>,
  collector: Collector,
): Map<string, number> {
  const minimum = new Map<string, number>();
  for (const [market, text] of Object.entries(texts)) {
    const path = ["referral", "minimum", market];
    const { currency, minor } = money(text);
    const known = source.markets[market]?.currency;
    if (known === undefined)
      collector.unknown("market", market, Object.keys(source.markets), path, SUBJECT);
    else if (known !== currency)
      collector.error("wrong_currency", path, SUBJECT, {
        message: `Market '${market}' uses ${known}, not ${currency}.`,
        advice: `Write the amount in ${known}.`,
      });
    if (typeof minor === "number") minimum.set(market, minor);
    else
      collector.error("amount_too_fine", path, SUBJECT, {
        message: `'${text}' cannot be paid in whole coins.`,
        advice: "Write as many decimals as the currency has.",
      });
  }
  return minimum;
}
