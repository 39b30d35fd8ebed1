/** What an event rested on: the lines of its receipt, or what came back. */
import { useTranslation } from "react-i18next";
import { calledOf, money, named, number } from "../format.ts";
import { goodsWords } from "../rules/conditions.ts";
import { useSaying } from "../rules/use-saying.ts";
import { countedBy, isLeftOut, leftOutBy, type Receipt, type Told } from "./told.ts";

export function ReceiptLines({
  told,
  isReturn,
}: {
  readonly told: Told;
  readonly isReturn: boolean;
}) {
  const { t } = useTranslation("rules");
  const leftOut = useLeftOut(told);
  if (told.receipt === null) return null;
  const { lines, more, paidMinor, currency } = told.receipt;
  const title = t(isReturn ? "why.returned" : "why.receipt");
  return (
    <section aria-label={title}>
      <h3 className="mb-2 text-base">{title}</h3>
      <ul className="num flex flex-col gap-1">
        {lines.map((line, index) => (
          <li key={index} className="flex justify-between gap-4">
            <span className="min-w-0 wrap-anywhere">
              {line.quantity !== 1 && `${number(line.quantity)} × `}
              {calledOf(line.called, line.article)}
              {!isReturn && <LeftOut text={leftOut(line)} />}
            </span>
            <span className="shrink-0">{money({ minor: line.paidMinor, currency })}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="num text-muted">{t("why.moreLines", { count: more })}</p>}
      {(lines.length > 1 || more > 0) && (
        <p className="num mt-2 flex justify-between gap-4 border-t border-line pt-2 font-semibold">
          <span>{t("why.paid")}</span>
          <span>{money({ minor: paidMinor, currency })}</span>
        </p>
      )}
    </section>
  );
}

function LeftOut({ text }: { readonly text: string | null }) {
  return text === null ? null : <span className="block text-sm text-muted">{text}</span>;
}

/** Why a line gave nothing where others did; null where it gave something. */
function useLeftOut(told: Told): (line: Receipt["lines"][number]) => string | null {
  const { t } = useTranslation("rules");
  const saying = useSaying({ called: told.called, currency: told.receipt?.currency });
  return (line) => {
    if (told.receipt === null || !isLeftOut(told.receipt, line)) return null;
    const rule = told.rules[leftOutBy(told, line) ?? ""];
    if (rule?.parts.items === undefined) return t("why.leftOut");
    const goods = goodsWords(rule.parts.items, saying);
    return t("why.leftOutFor", { rule: named(rule.name, ""), goods });
  };
}

export const linesText = (lines: Receipt["lines"]): string =>
  lines.map((line) => calledOf(line.called, line.article)).join(", ");

/** Which lines a rule counted: all of them, or their names. */
export function CountedFor({
  receipt,
  rule,
}: {
  readonly receipt: Receipt;
  readonly rule: string;
}) {
  const { t } = useTranslation("rules");
  const counted = countedBy(receipt, rule);
  if (counted === null) return null;
  const paid = money({ minor: counted.paidMinor, currency: receipt.currency });
  return (
    <p className="num text-sm">
      {counted.isAll
        ? t("why.forAll", { paid })
        : t("why.forLines", {
            lines: linesText(counted.lines),
            paid,
          })}
    </p>
  );
}
