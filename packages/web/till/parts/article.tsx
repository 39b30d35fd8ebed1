/** An article by its name. The catalogue knows no prices, so the device remembers what it was sold for last. */
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import type { Desk } from "../counter.tsx";
import { changeDevice, readDevice, useDevice, type KnownArticle } from "../kept/device.ts";
import { usePlace } from "../kept/place.ts";
import { minorOf, textOf } from "../model/amount.ts";
import { TillField } from "./field.tsx";

const SHOWN_MAX = 12;

export function AddArticle({
  desk,
  onClose,
}: {
  readonly desk: Desk;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = usePlace();
  const { articles, prices } = useDevice();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<KnownArticle | null>(null);
  const wanted = search.trim().toLocaleLowerCase();
  const found = articles
    .filter(({ article, name }) => `${name} ${article}`.toLocaleLowerCase().includes(wanted))
    .slice(0, SHOWN_MAX);
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t("amount.add")} close="size-14">
      {chosen ? (
        <Price desk={desk} article={chosen} onDone={onClose} />
      ) : (
        <div className="flex flex-col gap-3">
          <TillField
            label={t("amount.search")}
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          {found.length === 0 && <p>{t("amount.searchNone")}</p>}
          <ul className="flex flex-col gap-2">
            {found.map((one) => (
              <li key={one.article} className="max-w-none">
                <Button
                  size="till"
                  kind="plain"
                  className="w-full justify-between text-left"
                  onClick={() => setChosen(one)}
                >
                  <span className="min-w-0">{one.name}</span>
                  {prices[one.article] !== undefined && (
                    <span className="num text-muted">
                      {money({ minor: prices[one.article] ?? 0, currency })}
                    </span>
                  )}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Sheet>
  );
}

function Price({
  desk,
  article: { article, name },
  onDone,
}: {
  readonly desk: Desk;
  readonly article: KnownArticle;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { digits } = usePlace();
  const last = readDevice().prices[article];
  const [price, setPrice] = useState(last === undefined ? "" : textOf(last, digits));
  const [isWrong, setWrong] = useState(false);
  const put = (event: FormEvent): void => {
    event.preventDefault();
    const unitPriceMinor = minorOf(price, digits);
    if (unitPriceMinor === null) return setWrong(true);
    changeDevice({ prices: { ...readDevice().prices, [article]: unitPriceMinor } });
    desk.move({ do: "line", line: { article, name, quantity: 1, unitPriceMinor } });
    onDone();
  };
  return (
    <form onSubmit={put} className="flex flex-col gap-4">
      <p className="text-xl font-semibold">{name}</p>
      <TillField
        label={t("amount.price")}
        inputMode="decimal"
        autoFocus
        value={price}
        error={isWrong ? t("amount.priceMissing") : undefined}
        onChange={({ target }) => setPrice(target.value)}
      />
      <Button size="till" type="submit">
        {t("amount.put")}
      </Button>
    </form>
  );
}
