/** What is done with gift cards: what is on one, to pay with it, to put more on it, and to sell a new one. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndYear, money } from "../../ui/format.ts";
import type { Desk } from "../counter.tsx";
import { nextReceipt } from "../kept/device.ts";
import { askCard, topUpCard, type Shown } from "../kept/gift-cards.ts";
import { usePlace } from "../kept/place.ts";
import { endOf } from "../model/gift-cards.ts";
import { useCardFault } from "./card-fault.ts";
import { TillField } from "./field.tsx";
import { CameraButton } from "./find.tsx";
import { MoneyAmount } from "./money-amount.tsx";
import { Notice } from "./notice.tsx";
import { needsProof, Proof } from "./proof.tsx";
import { SellCard } from "./sell-card.tsx";
import { useStopText } from "./stop-text.ts";

interface Props {
  readonly desk: Desk;
  readonly onDone: () => void;
}

export function CardSteps({ desk, scanned, onDone }: Props & { readonly scanned: string }) {
  const { t } = useTranslation();
  const [isSold, setSold] = useState(false);
  const [typed, setTyped] = useState(scanned);
  const asked = useMutation({ mutationFn: askCard });
  const ask = asked.mutate;
  useEffect(() => {
    if (scanned !== "") ask(scanned);
  }, [ask, scanned]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== "") ask(typed.trim());
  };
  const take = (code: string): void => {
    setTyped(code);
    ask(code);
  };
  return (
    <div className="flex flex-col gap-6">
      {!isSold && (
        <section className="flex flex-col gap-3">
          <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
            <TillField
              label={t("card.code")}
              autoCapitalize="characters"
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
            <Button
              size="till"
              kind="plain"
              type="submit"
              busy={asked.isPending && t("find.looking")}
            >
              {t("card.ask")}
            </Button>
            <CameraButton onRead={take} />
          </form>
          {asked.isError && (
            <NotFound error={asked.error} code={asked.variables} desk={desk} onDone={onDone} />
          )}
          {asked.data && (
            <Card
              key={asked.data.cardId}
              card={asked.data}
              desk={desk}
              onDone={onDone}
              onMore={() => ask(asked.data.code)}
            />
          )}
        </section>
      )}
      {!asked.data && <SellCard desk={desk} onSold={setSold} onDone={onDone} />}
    </div>
  );
}

/** The same code may be a voucher's: they look alike. */
function NotFound({
  error,
  code,
  desk,
  onDone,
}: Props & { readonly error: Error; readonly code: string }) {
  const { t } = useTranslation();
  const faultText = useCardFault();
  const stopText = useStopText();
  const isUnknown = error instanceof TrofastProblem && error.code === "code_not_valid";
  const use = (): void => {
    desk.move({ do: "code", code });
    onDone();
  };
  return (
    <>
      <Notice said={{ tone: "bad", text: (isUnknown ? faultText : stopText)(error) }} />
      {isUnknown && desk.sale.hold === null && (
        <Button size="till" kind="plain" onClick={use}>
          {t("card.asVoucher")}
        </Button>
      )}
    </>
  );
}

function Card({
  card,
  desk,
  onDone,
  onMore,
}: Props & { readonly card: Shown; readonly onMore: () => void }) {
  const { t } = useTranslation();
  const { currency } = usePlace();
  const { code, availableMinor, balanceMinor, usableUntil } = card;
  const inMoney = (minor: number): string => money({ minor, currency: card.currency });
  const isForeign = card.currency !== currency;
  const canPay = availableMinor > 0 && !isForeign && desk.sale.hold === null;
  const pay = (): void => {
    desk.move({ do: "giftCard", giftCard: { code, availableMinor } });
    onDone();
  };
  return (
    <section aria-label={t("card.card", { card: endOf(code) })} className="flex flex-col gap-3">
      <p className="flex max-w-none flex-wrap items-baseline justify-between gap-3 rounded-card bg-brand-soft p-4">
        <span>{t("card.balance", { card: endOf(code) })}</span>
        <strong className="num font-display text-3xl">{inMoney(balanceMinor)}</strong>
      </p>
      {availableMinor < balanceMinor && (
        <p>{t("card.kept", { money: inMoney(balanceMinor - availableMinor) })}</p>
      )}
      {usableUntil !== null && <p>{t("card.until", { day: dayAndYear(usableUntil) })}</p>}
      {isForeign && <p className="font-medium text-bad">⚠ {t("card.foreign")}</p>}
      {balanceMinor === 0 && <p>{t("card.empty")}</p>}
      <Button size="till" disabled={!canPay} onClick={pay}>
        {t("card.pay")}
      </Button>
      {desk.sale.hold !== null && <p>{t("card.held")}</p>}
      {!isForeign && <TopUp card={card} desk={desk} onMore={onMore} />}
    </section>
  );
}

function TopUp({
  card: { cardId, code },
  desk,
  onMore,
}: {
  readonly card: Shown;
  readonly desk: Desk;
  readonly onMore: () => void;
}) {
  const { t } = useTranslation();
  const place = usePlace();
  const faultText = useCardFault();
  // One for all tries: pressed twice it is booked once.
  const [sale, setSale] = useState(nextReceipt);
  const topUp = useMutation({
    mutationFn: (amountMinor: number) => topUpCard(cardId, { sale, amountMinor }, place),
    onSuccess: (_, amountMinor) => {
      setSale(nextReceipt());
      const said = {
        card: endOf(code),
        money: money({ minor: amountMinor, currency: place.currency }),
      };
      desk.say(t("card.toppedUp", said));
      onMore();
    },
  });
  const { error, variables } = topUp;
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 className="text-lg">{t("card.topUp")}</h3>
      <p>{t("card.paidFirst")}</p>
      <MoneyAmount
        label={t("card.amount")}
        act={(amount) => t("card.topUpDo", { amount })}
        isBusy={topUp.isPending}
        onAmount={(minor) => topUp.mutate(minor)}
      />
      {needsProof(error) ? (
        <Proof onProven={() => variables !== undefined && topUp.mutate(variables)} />
      ) : (
        <Notice said={error && { tone: "bad", text: faultText(error) }} />
      )}
    </section>
  );
}
