/** The balance: how much, worth what, usable where, until when; and the card. The server draws the same boxes. */
import { QrCode } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { first, type Me } from "../../ui/first.ts";
import { amountOf, day, minorDigits, money, number } from "../../ui/format.ts";
import { useCardOpener } from "../card-opener.ts";
import { sentence, unitName } from "../names.ts";
import { balanceOf, mainUnit, nextExpiry, worthOf } from "../worth.ts";
import { useCountUp } from "./count-up.ts";

/** Whoever only signs has no till to show a card at; the server's first boxes leave it out as well. */
const hasTill = first.club.relation.includes("transaction");

export function BalanceCard({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const openCard = useCardOpener();
  const unit = mainUnit(first.club.units);
  return (
    <section className="first-balance" aria-labelledby="balance">
      {unit === null || me.standing === null ? (
        <p id="balance" className="first-worth">
          {t("home.yourCard")}
        </p>
      ) : (
        <Balance me={me} standing={me.standing} unit={unit} />
      )}
      {hasTill && (
        <button type="button" className="first-show" aria-haspopup="dialog" onClick={openCard}>
          <QrCode aria-hidden="true" size={24} />
          {t("card.open")}
        </button>
      )}
    </section>
  );
}

function Balance({
  me,
  standing,
  unit,
}: {
  readonly me: Me;
  readonly standing: NonNullable<Me["standing"]>;
  readonly unit: string;
}) {
  const { t } = useTranslation();
  const balance = balanceOf(standing.balance, unit);
  const { available, pending, held, arrears } = balance;
  const shown = useCountUp(available);
  const worth = worthOf(
    first.club.units,
    { unit, amount: available, market: me.market },
    minorDigits,
  );
  const expiry = nextExpiry(standing, unit);
  const lines = [
    pending > 0 && t("home.pending", { count: pending, amount: amountOf(unit, pending) }),
    held > 0 && t("home.held", { count: held, amount: amountOf(unit, held) }),
    arrears < 0 && t("home.arrears", { amount: amountOf(unit, -arrears) }),
    me.status === "frozen" && t("home.frozen"),
  ].filter((line) => line !== false);
  return (
    <>
      <p className="first-amount" id="balance">
        <b>{number(shown)}</b> {unitName(unit, shown)}
      </p>
      <p className="first-worth">
        {available > 0 &&
          worth !== null &&
          `${sentence(t("home.worth", { count: available, money: money(worth) }))} `}
        {available <= 0 && t("home.nothingYet")}
        {available > 0 && me.status !== "frozen" && t(hasTill ? "home.usable" : "home.usableHere")}
      </p>
      <p className="first-expiry">
        {expiry === null
          ? t("home.expiresNone")
          : t("home.expires", {
              count: expiry.amount,
              amount: amountOf(unit, expiry.amount),
              day: day(expiry.lastDay),
            })}
      </p>
      {lines.map((line) => (
        <p key={line} className="text-sm">
          {line}
        </p>
      ))}
      <Told unit={unit} available={available} />
    </>
  );
}

/** Says a change aloud; silent at first, since the page says what is there. */
function Told({ unit, available }: { readonly unit: string; readonly available: number }) {
  const { t } = useTranslation();
  const before = useRef(available);
  const [text, setText] = useState("");
  useEffect(() => {
    const change = available - before.current;
    before.current = available;
    if (change === 0) return;
    const parts = { amount: amountOf(unit, Math.abs(change)), total: amountOf(unit, available) };
    setText(change > 0 ? t("home.gained", parts) : t("home.spent", parts));
  }, [available, unit, t]);
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
}
