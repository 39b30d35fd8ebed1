/** The amount: a keypad for thumbs, and lines where the shop wants articles counted. */
import { Delete, Minus, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import type { Desk } from "../counter.tsx";
import { usePlace } from "../kept/place.ts";
import type { Key } from "../model/amount.ts";
import type { Line } from "../model/basket.ts";
import { totalOf } from "../model/sale.ts";
import { AddArticle } from "./article.tsx";
import { IconButton } from "./icon-button.tsx";

const rows: readonly (readonly Key[])[] = [
  ["7", "8", "9"],
  ["4", "5", "6"],
  ["1", "2", "3"],
  [",", "0", "back"],
];

export function Amount({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const { sale } = desk;
  const isHeld = sale.hold !== null;
  return (
    <section aria-label={t("amount.label")} className="flex flex-col gap-3">
      <p className="flex max-w-none items-baseline justify-between gap-3 rounded-card border border-line bg-card px-4 py-2">
        <span className="text-muted">{t("amount.label")}</span>
        <output className="num font-display text-4xl font-semibold" aria-live="polite">
          {money({ minor: totalOf(sale, digits), currency })}
        </output>
      </p>
      <div role="group" aria-label={t("amount.keypad")} className="grid grid-cols-3 gap-2">
        {rows.flat().map((key) => (
          <button
            key={key}
            type="button"
            disabled={isHeld || (key === "," && digits === 0)}
            aria-label={key === "back" ? t("amount.back") : undefined}
            onClick={() => desk.move({ do: "key", key, digits })}
            className="num grid min-h-14 place-items-center rounded-control border border-line-strong bg-card text-2xl font-semibold transition duration-100 hover:bg-brand-soft active:bg-brand-soft disabled:opacity-60"
          >
            {key === "back" ? <Delete aria-hidden="true" /> : key}
          </button>
        ))}
      </div>
      <Lines desk={desk} />
    </section>
  );
}

function Lines({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { lines, hold } = desk.sale;
  return (
    <div className="flex flex-col gap-2">
      {lines.length > 0 && (
        <ul
          aria-label={t("amount.lines")}
          className="flex flex-col rounded-card border border-line bg-card"
        >
          {lines.map((line, at) => (
            <LineRow
              key={`${line.article} ${line.unitPriceMinor}`}
              line={line}
              isHeld={hold !== null}
              onLess={() => desk.move({ do: "less", at })}
              onMore={() => desk.move({ do: "line", line: { ...line, quantity: 1 } })}
            />
          ))}
        </ul>
      )}
      <Button size="till" kind="plain" disabled={hold !== null} onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" />
        {t("amount.add")}
      </Button>
      {isOpen && <AddArticle desk={desk} onClose={() => setOpen(false)} />}
    </div>
  );
}

function LineRow({
  line,
  isHeld,
  onLess,
  onMore,
}: {
  readonly line: Line;
  readonly isHeld: boolean;
  readonly onLess: () => void;
  readonly onMore: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = usePlace();
  const { name, quantity, unitPriceMinor } = line;
  return (
    <li className="flex max-w-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line p-2 pl-4 last:border-0">
      <span className="min-w-32 grow basis-0">{name}</span>
      <span className="num">{money({ minor: quantity * unitPriceMinor, currency })}</span>
      <span className="flex items-center gap-1">
        <IconButton disabled={isHeld} label={t("amount.less", { name })} onClick={onLess}>
          <Minus aria-hidden="true" />
        </IconButton>
        <span className="num w-8 text-center text-lg font-semibold">{quantity}</span>
        <IconButton disabled={isHeld} label={t("amount.more", { name })} onClick={onMore}>
          <Plus aria-hidden="true" />
        </IconButton>
      </span>
    </li>
  );
}
