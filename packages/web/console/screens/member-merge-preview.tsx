/** What would become of two members who become one, sentence by sentence; and what goes back when they part. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { previewMerge, previewUnmerge } from "@trofast/contract/relations";
import { useTranslation } from "react-i18next";
import { amountOf, dayAndTime, list, number } from "../../ui/format.ts";
import { levelName, rewardName } from "../../ui/names.ts";
import { calledIn, useSegments } from "./segments.tsx";

type Preview = AnswerOf<typeof previewMerge>;
type UnmergePreview = AnswerOf<typeof previewUnmerge>;

export function MergePreview({ shown }: { readonly shown: Preview }) {
  const { t } = useTranslation();
  const balances = shown.balances.map(({ unit, amount }) => amountOf(unit, amount));
  return (
    <ul className="num flex list-disc flex-col gap-1 pl-5">
      <li>
        {balances.length === 0
          ? t("members.merge.nothing")
          : t("members.merge.goes", { what: list(balances) })}
      </li>
      {[...useCounted(shown), ...useTwice(shown), ...useChanged(shown)].map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** What is added to what the other has. */
function useCounted({ owed, sums, rewards, rewardsTogether, limits }: Preview): string[] {
  const { t } = useTranslation();
  const several = (counts: Readonly<Record<string, number>>): string =>
    list(Object.entries(counts).map(([id, count]) => `${number(count)} × ${rewardName(id)}`));
  const said: string[] = [];
  if (hasAny(owed)) said.push(t("members.merge.owed", { what: amounts(owed) }));
  const ever = sums.filter(({ period, amount }) => period === "ever" && amount !== 0);
  if (ever.length > 0) said.push(t("members.merge.counted", { what: list(ever.map(amountSaid)) }));
  if (hasAny(rewards)) said.push(t("members.merge.rewards", { what: several(rewards) }));
  if (hasAny(rewardsTogether))
    said.push(t("members.merge.together", { what: several(rewardsTogether) }));
  if (limits.length > 0) said.push(t("members.merge.limits", { count: limits.length }));
  return said;
}

/** What both got, though one person gets it once. */
function useTwice({ doubledWelcomes, doubledJoinGifts }: Preview): string[] {
  const { t } = useTranslation();
  const said = doubledWelcomes.map(({ ladder, level, gifts }) =>
    t("members.merge.welcomeTwice", { level: levelName(ladder, level), what: amounts(gifts) }),
  );
  if (hasAny(doubledJoinGifts))
    said.push(t("members.merge.joinTwice", { what: amounts(doubledJoinGifts) }));
  return said;
}

/** What is not as it was for either. */
function useChanged(shown: Preview): string[] {
  const { t } = useTranslation();
  const said = shown.levels.map(({ ladder, member, into, after }) =>
    t("members.merge.level", {
      one: levelName(ladder, member),
      other: levelName(ladder, into),
      after: levelName(ladder, after),
    }),
  );
  if (shown.segments.length > 0) {
    const groups = list(shown.segments.map(({ segment, name }) => calledIn(name, segment)));
    said.push(t("members.merge.groups", { groups }));
  }
  for (const { purpose, channel } of shown.consentsWithdrawn) {
    const what = [
      t(`members.purposes.${purpose}`),
      ...(channel === null ? [] : [t(`members.channels.${channel}`)]),
    ];
    said.push(t("members.merge.consent", { what: what.join(", ") }));
  }
  if (shown.referralBetween) said.push(t("members.merge.referral"));
  for (const { unit, amount, until } of shown.holds)
    said.push(t("members.merge.held", { what: amountOf(unit, amount), when: dayAndTime(until) }));
  return said;
}

export function UnmergeSaid({ shown }: { readonly shown: UnmergePreview }) {
  const { t } = useTranslation();
  const { balances, sums, segments, identities } = shown;
  const known = useSegments(segments.length > 0).data ?? [];
  const ever = sums.filter(({ period, amount }) => period === "ever" && amount !== 0);
  return (
    <ul className="num flex list-disc flex-col gap-1 pl-5">
      {balances.length === 0 && <li>{t("members.merge.apartNothing")}</li>}
      {balances.map(({ unit, came, back }) => (
        <li key={unit}>
          {t("members.merge.apartUnit", { back: amountOf(unit, back), came: number(came) })}
        </li>
      ))}
      {ever.length > 0 && (
        <li>{t("members.merge.apartSums", { what: list(ever.map(amountSaid)) })}</li>
      )}
      {segments.length > 0 && (
        <li>
          {t("members.merge.apartGroups", {
            groups: list(
              segments.map((id) =>
                calledIn(known.find(({ segment }) => segment === id)?.name ?? id, id),
              ),
            ),
          })}
        </li>
      )}
      {identities > 0 && <li>{t("members.merge.apartNames", { count: identities })}</li>}
    </ul>
  );
}

const hasAny = (counts: Readonly<Record<string, number>>): boolean =>
  Object.keys(counts).length > 0;

const amounts = (perUnit: Readonly<Record<string, number>>): string =>
  list(Object.entries(perUnit).map(([unit, amount]) => amountOf(unit, amount)));

const amountSaid = ({ unit, amount }: { unit: string; amount: number }): string =>
  amountOf(unit, amount);
