/** An amount for a gift card: one of the round ones, or any other. */
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import { usePlace } from "../kept/place.ts";
import { minorOf, textOf } from "../model/amount.ts";
import { quickAmounts } from "../model/gift-cards.ts";
import { TillField } from "./field.tsx";

export function MoneyAmount({
  label,
  act,
  isBusy,
  onAmount,
}: {
  readonly label: string;
  /** What the button says for an amount. */
  readonly act: (amount: string) => string;
  readonly isBusy: boolean;
  readonly onAmount: (minor: number) => void;
}) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const inMoney = (minor: number): string => money({ minor, currency });
  const minor = minorOf(typed, digits) ?? 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setError(minor > 0 ? undefined : t("amount.priceMissing"));
    if (minor > 0) onAmount(minor);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div role="group" aria-label={label} className="flex flex-wrap gap-3">
        {quickAmounts(currency, digits).map((quick) => (
          <Button
            key={quick}
            size="till"
            kind="plain"
            aria-pressed={quick === minor}
            onClick={() => setTyped(textOf(quick, digits))}
          >
            {inMoney(quick)}
          </Button>
        ))}
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <TillField
          label={label}
          inputMode="decimal"
          value={typed}
          error={error}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button size="till" type="submit" busy={isBusy && t("quote.doing")}>
          {act(minor > 0 ? inMoney(minor) : "…")}
        </Button>
      </div>
    </form>
  );
}
