/** What an event rested on: the lines of its receipt, or what came back. */
import { useTranslation } from "react-i18next";
import { calledOf, money, number } from "../ui/format.ts";
import { countedBy, isLeftOut, type Receipt } from "./told.ts";

export function ReceiptLines({
  receipt,
  isReturn,
}: {
  readonly receipt: Receipt;
  readonly isReturn: boolean;
}) {
  const { t } = useTranslation();
  const { lines, more, paidMinor, currency } = receipt;
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
              {!isReturn && isLeftOut(receipt, line) && (
                <span className="block text-sm text-muted">{t("why.leftOut")}</span>
              )}
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
  const { t } = useTranslation();
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
