/** What a member has: per unit, by the day it goes, on levels and cards. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberBalance } from "@trofast/contract/ledger";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndYear, named, number } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Facts, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import type { MemberAnswer } from "./member.tsx";

type Ladders = AnswerOf<typeof memberBalance>["ladders"];

/** A member's address for calls that name members by a source. */
export const refOf = (memberId: string) => ({ source: "id", id: memberId });

export function Balances({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const { memberId } = member;
  const balance = useQuery({
    queryKey: ["member", memberId, "balance"],
    queryFn: ({ signal }) =>
      trofast.ledger.balance({ params: member.identities[0] ?? refOf(memberId), signal }),
  });
  if (balance.isPending) return <Loading rows={4} className="h-10" />;
  if (balance.isError)
    return <Failure error={balance.error} retry={() => void balance.refetch()} />;
  const { balance: units, ladders, cards, rewards } = balance.data;
  // A unit that only counts is never used: its number is all that was ever counted.
  const used = Object.entries(units).flatMap(([unit, held]) =>
    typeof held === "number" ? [] : [{ unit, held }],
  );
  const counted = Object.entries(units).flatMap(([unit, ever]) =>
    typeof ever === "number" ? [{ unit, ever }] : [],
  );
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Panel title={t("members.parts.balances")}>
        <Table
          name={t("members.parts.balances")}
          columns={[
            { head: t("members.balances.unit") },
            ...(["available", "pending", "held", "arrears"] as const).map((id) => ({
              head: t(`members.balances.${id}`),
              isNumber: true,
            })),
          ]}
          rows={used.map(({ unit, held }) => ({
            key: unit,
            cells: [
              named(first.club.units[unit]?.name, unit),
              ...[held.available, held.pending, held.held, held.arrears].map((value) =>
                number(value),
              ),
            ],
          }))}
        />
        {counted.length > 0 && (
          <Facts
            facts={counted.map(({ unit, ever }) => ({
              name: t("members.balances.ever", {
                unit: named(first.club.units[unit]?.name, unit),
              }),
              value: number(ever),
            }))}
          />
        )}
      </Panel>
      <Lots member={member} />
      <Standing ladders={ladders} cards={cards} rewards={rewards} />
    </div>
  );
}

/** Every lot, a page at a time: also what waits to be usable, and what never expires. */
function Lots({ member: { memberId, identities } }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("members.balances.lots")}>
      <Pages
        queryKey={["member", memberId, "lots"]}
        read={(cursor, signal) =>
          trofast.ledger.lots({
            params: identities[0] ?? refOf(memberId),
            query: from(cursor),
            signal,
          })
        }
        empty={<p>{t("members.balances.none")}</p>}
      >
        {(lines) => (
          <Table
            name={t("members.balances.lots")}
            columns={[
              { head: t("members.balances.lastDay") },
              { head: t("members.balances.available") },
              { head: t("members.balances.unit") },
              { head: t("members.balances.amount"), isNumber: true },
            ]}
            rows={lines.map(({ unit, amount, usableFrom, firstDay, expiresAt, lastDay }) => ({
              key: `${unit} ${usableFrom} ${expiresAt}`,
              cells: [
                lastDay === null ? t("members.balances.never") : dayAndYear(lastDay),
                firstDay === null
                  ? t("members.balances.now")
                  : t("members.balances.from", { day: dayAndYear(firstDay) }),
                named(first.club.units[unit]?.name, unit),
                number(amount),
              ],
            }))}
          />
        )}
      </Pages>
    </Panel>
  );
}

function Standing({
  ladders,
  cards,
  rewards,
}: {
  readonly ladders: Ladders;
  readonly cards: Readonly<Record<string, { readonly stamps: number; readonly goal: number }>>;
  readonly rewards: Readonly<Record<string, number>>;
}) {
  const { t } = useTranslation();
  const facts = [
    ...Object.entries(ladders).map(([ladder, standing]) => ({
      name: t("members.balances.levels"),
      value: <Level ladder={ladder} standing={standing} />,
    })),
    ...Object.entries(cards).map(([card, standing]) => ({
      name: named(first.club.cards[card]?.name, card),
      value: t("members.balances.stamps", standing),
    })),
    ...Object.entries(rewards).map(([reward, count]) => ({
      name: named(first.club.rewards[reward]?.name, reward),
      value: `${t("members.balances.granted")}: ${number(count)}`,
    })),
  ];
  if (facts.length === 0) return null;
  return (
    <Panel title={t("members.balances.levels")} className="lg:col-span-2">
      <Facts facts={facts} />
    </Panel>
  );
}

/** The level, what becomes of it, and what this period has counted for the next one. */
function Level({
  ladder,
  standing: { unit, level, earned, lastDay, next, fall },
}: {
  readonly ladder: string;
  readonly standing: Ladders[string];
}) {
  const { t } = useTranslation();
  const levelName = (id: string): string =>
    named(first.club.ladders[ladder]?.levels.find((each) => each.id === id)?.name, id);
  const amount = amountOf(unit, earned);
  return (
    <>
      {fall === null
        ? levelName(level)
        : t("members.balances.falls", {
            level: levelName(level),
            day: dayAndYear(fall.keptThrough),
            lower: levelName(fall.level),
            amount: amountOf(unit, fall.missing),
            earnDay: dayAndYear(fall.earnThrough),
          })}
      <span className="block text-base font-normal">
        {lastDay === null
          ? t("members.balances.earnedEver", { amount })
          : t("members.balances.earned", { amount, day: dayAndYear(lastDay) })}
        {next !== null &&
          `, ${t("members.balances.toNext", { missing: number(next.missing), level: levelName(next.level) })}`}
      </span>
    </>
  );
}
