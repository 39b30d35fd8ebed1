/** The mirror itself: one drawing of one answer, for the member and for the shop. Only the member may correct it. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myMirror } from "@trofast/contract/mirror";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../card.tsx";
import { dayAndYear, money, number, percent, sentence } from "../format.ts";
import { Answers } from "./answers.tsx";
import { Corrections } from "./corrections.tsx";
import { Green } from "./green.tsx";
import { Often } from "./often.tsx";
import { What } from "./what.tsx";
import { When } from "./when.tsx";

export type Seen = AnswerOf<typeof myMirror>;

/** Who reads: the member it is about, or the shop. */
export type Whose = "own" | "member";

/** What the member does about what is not so. */
export interface Correcting {
  readonly isBusy: boolean;
  readonly correct: (kind: "not_me" | "gift", category: string) => void;
  readonly undo: (correctionId: string) => void;
}

/** @param correcting left out for those who only read. */
export function Reflection({
  seen,
  whose,
  correcting,
  children,
}: {
  readonly seen: Seen;
  readonly whose: Whose;
  readonly correcting?: Correcting;
  /** What stands before all figures. */
  readonly children?: ReactNode;
}) {
  const { what, often, when, green, returns, answers, corrections, categoryNames } = seen;
  return (
    <>
      {children}
      {seen.receipts !== null && <Receipts receipts={seen.receipts} whose={whose} />}
      <div className="@container">
        <div className="-mb-5 gap-5 *:mb-5 *:break-inside-avoid @3xl:columns-2">
          {what !== null && what.categories.length > 0 && (
            <What what={what} names={categoryNames} correcting={correcting} />
          )}
          {often !== null && often.visits > 0 && <Often often={often} at={seen.at} />}
          {when !== null && <When when={when} />}
          {green !== null && <Green green={green} />}
          {returns !== null && <Returns returns={returns} />}
          {answers !== null && answers.length > 0 && <Answers answers={answers} whose={whose} />}
          {corrections.length > 0 && (
            <Corrections {...{ corrections, categoryNames, whose, correcting }} />
          )}
        </div>
      </div>
    </>
  );
}

function Receipts({
  receipts,
  whose,
}: {
  readonly receipts: NonNullable<Seen["receipts"]>;
  readonly whose: Whose;
}) {
  const { t } = useTranslation("mirror");
  const { purchases, firstAt } = receipts;
  const paid = receipts.paid.map(({ paidMinor, currency }) =>
    money({ minor: paidMinor, currency }),
  );
  return (
    <p className="num">
      {firstAt === null
        ? t(`none.${whose}`)
        : sentence(
            t("summary", {
              count: purchases,
              purchases: number(purchases),
              day: dayAndYear(firstAt),
              money: paid.join(" + "),
            }),
          )}
    </p>
  );
}

function Returns({ returns }: { readonly returns: NonNullable<Seen["returns"]> }) {
  const { t } = useTranslation("mirror");
  return (
    <Card aria-labelledby="mirror-returns">
      <h2 id="mirror-returns" className="mb-2 text-xl">
        {t("returns")}
      </h2>
      <p>
        {returns.returns === 0
          ? t("returnsNone")
          : t("returnsSum", { count: returns.returns, share: percent(returns.share ?? 0) })}
      </p>
    </Card>
  );
}
