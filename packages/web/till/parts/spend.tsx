/** Points that pay: all that go, some, or none; without a network up to the club's limit. */
import { Coins } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import type { Desk } from "../counter.tsx";
import type { Quote } from "../kept/counter.ts";
import { useDevice } from "../kept/device.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { minorOf } from "../model/amount.ts";
import { spendMostMinor } from "../model/offline.ts";
import { unitsFor } from "../model/sale.ts";
import { TillField } from "./field.tsx";
import { payingUnit, useOfflineLimit } from "./unreserved.ts";

interface Payable {
  readonly unit: string;
  /** Of one, as a decimal of the currency. */
  readonly each: string;
  readonly worthMaxMinor: number;
}

/** The unit that can pay, and how much of it at most; null where none can. */
function usePayable(desk: Desk, quote: Quote | undefined): Payable | null {
  const { currency } = usePlace();
  const isOnline = useOnline();
  const { sale } = desk;
  const limit = useOfflineLimit(sale.customer);
  const paying = payingUnit(currency);
  if (!paying || !sale.customer) return null;
  const worthMaxMinor = isOnline
    ? (quote?.usable.find(({ unit }) => unit === paying.unit)?.worthMaxMinor ?? 0)
    : spendMostMinor(sale, limit);
  return { ...paying, worthMaxMinor };
}

export function SpendSheet({
  desk,
  quote,
}: {
  readonly desk: Desk;
  readonly quote: Quote | undefined;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isOnline = useOnline();
  const { offlineSpendMinor } = useDevice();
  const payable = usePayable(desk, quote);
  const { sale } = desk;
  useWish(desk, payable);
  if (!payable) return null;
  const canPay = payable.worthMaxMinor > 0 || sale.spend !== null;
  return (
    <>
      {sale.wishesToSpend && (sale.spend !== null || quote !== undefined) && (
        <p role="status" className="w-full font-medium">
          {t(sale.spend === null ? "spend.wishedNone" : "spend.wished")}
        </p>
      )}
      <Button
        size="till"
        kind="plain"
        className="grow"
        disabled={!canPay || sale.hold !== null || sale.customer?.isFrozen === true}
        onClick={() => setOpen(true)}
      >
        <Coins aria-hidden="true" />
        {t("quote.use")}
      </Button>
      {!isOnline && (offlineSpendMinor === 0 || sale.customer?.codeOf === null) && (
        <p className="w-full">
          {t(offlineSpendMinor === 0 ? "spend.offlineNone" : "spend.offlineCode")}
        </p>
      )}
      {isOpen && (
        <Sheet open onOpenChange={setOpen} title={t("spend.title")} close="size-14">
          <Chooser desk={desk} payable={payable} onDone={() => setOpen(false)} />
        </Sheet>
      )}
    </>
  );
}

/**
 * Chooses what the customer's telephone asks for, until the cashier chooses: with a network as much as goes, else as much
 * as the club lets go, which grows with the basket.
 */
function useWish({ sale, move }: Desk, payable: Payable | null): void {
  const { digits } = usePlace();
  const isOnline = useOnline();
  const isOpen = sale.wishesToSpend && sale.hold === null && sale.customer?.isFrozen !== true;
  const { unit, each = "0", worthMaxMinor = 0 } = payable ?? {};
  const wanted = isOnline ? ("most" as const) : unitsFor(worthMaxMinor, each, digits);
  const isThere = sale.spend?.amount === wanted;
  useEffect(() => {
    if (!isOpen || isThere || unit === undefined || worthMaxMinor === 0) return;
    move({ do: "wished", spend: { unit, amount: wanted, worthMinor: worthMaxMinor } });
  }, [isOpen, isThere, unit, wanted, worthMaxMinor, move]);
}

function Chooser({
  desk,
  payable: { unit, each, worthMaxMinor },
  onDone,
}: {
  readonly desk: Desk;
  readonly payable: Payable;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const isOnline = useOnline();
  const most = money({ minor: worthMaxMinor, currency });
  const pay = (minor: number, amount: number | "most"): void => {
    desk.move({ do: "spend", spend: { unit, amount, worthMinor: minor } });
    onDone();
  };
  return (
    <div className="flex flex-col gap-4">
      {!isOnline && <p>{t("spend.offline", { money: most })}</p>}
      <Button
        size="till"
        onClick={() =>
          pay(worthMaxMinor, isOnline ? "most" : unitsFor(worthMaxMinor, each, digits))
        }
      >
        {t("spend.most", { money: most })}
      </Button>
      <SomeForm
        worthMaxMinor={worthMaxMinor}
        onSome={(minor) => pay(minor, unitsFor(minor, each, digits))}
      />
      <Button
        size="till"
        kind="plain"
        onClick={() => {
          desk.move({ do: "spend", spend: null });
          onDone();
        }}
      >
        {t("spend.none")}
      </Button>
    </div>
  );
}

function SomeForm({
  worthMaxMinor,
  onSome,
}: {
  readonly worthMaxMinor: number;
  readonly onSome: (minor: number) => void;
}) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const minor = minorOf(typed, digits) ?? 0;
    if (minor >= 1 && minor <= worthMaxMinor) return onSome(minor);
    setError(t("spend.tooMuch", { money: money({ minor: worthMaxMinor, currency }) }));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TillField
        label={t("spend.some")}
        inputMode="decimal"
        value={typed}
        error={error}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button size="till" kind="plain" type="submit">
        {t("spend.use")}
      </Button>
    </form>
  );
}
