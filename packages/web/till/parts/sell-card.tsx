/** A new gift card: paid first, then made, and its code told once. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import { Toggle } from "../../ui/toggle.tsx";
import type { Desk } from "../counter.tsx";
import { labelOf } from "../kept/counter.ts";
import { nextReceipt } from "../kept/device.ts";
import { sellCard } from "../kept/gift-cards.ts";
import { usePlace } from "../kept/place.ts";
import { useCardFault } from "./card-fault.ts";
import { MoneyAmount } from "./money-amount.tsx";
import { Notice } from "./notice.tsx";
import { needsProof, Proof } from "./proof.tsx";
import { ToldCode } from "./told-code.tsx";

export function SellCard({
  desk,
  onSold,
  onDone,
}: {
  readonly desk: Desk;
  /** The new card's code takes the place of all else. */
  readonly onSold: (isSold: boolean) => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const place = usePlace();
  const faultText = useCardFault();
  // One for all tries: pressed twice it is one card.
  const [sale] = useState(nextReceipt);
  const inMoney = (minor: number): string => money({ minor, currency: place.currency });
  const { customer } = desk.sale;
  // Most are given away: it is the customer's own where the cashier says so.
  const [isTheirs, setTheirs] = useState(false);
  const sell = useMutation({
    mutationFn: (amountMinor: number) =>
      sellCard({ sale, amountMinor, whose: isTheirs && customer ? customer.who : null }, place),
    onSuccess: (_, amountMinor) => {
      onSold(true);
      const act = t("card.sold", { money: inMoney(amountMinor) });
      const label = customer && labelOf(customer);
      desk.note({
        receipt: sale,
        label,
        totalMinor: amountMinor,
        given: {},
        act,
        kind: "act",
        quote: null,
        state: "done",
      });
      desk.say(act);
    },
  });
  const { data: code, error, variables: amountMinor = 0 } = sell;
  if (sell.isSuccess)
    return (
      <div className="flex flex-col gap-4">
        {typeof code === "string" ? (
          <ToldCode code={code} qr={code} heading={t("card.sold", { money: inMoney(amountMinor) })}>
            <p>{t("card.told")}</p>
          </ToldCode>
        ) : (
          <p role="alert">{t("card.untold", { receipt: sale })}</p>
        )}
        <Button size="till" onClick={onDone}>
          {t("quote.done")}
        </Button>
      </div>
    );
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 className="text-lg">{t("card.sell")}</h3>
      <p>{t("card.paidFirst")}</p>
      <p>{t("card.bearer")}</p>
      {customer && (
        <Toggle
          label={t("card.theirs", { name: labelOf(customer) })}
          checked={isTheirs}
          onChange={setTheirs}
        />
      )}
      <MoneyAmount
        label={t("card.amount")}
        act={(amount) => t("card.sellDo", { amount })}
        isBusy={sell.isPending}
        onAmount={(minor) => sell.mutate(minor)}
      />
      {needsProof(error) ? (
        <Proof onProven={() => sell.mutate(amountMinor)} />
      ) : (
        <Notice said={error && { tone: "bad", text: faultText(error) }} />
      )}
    </section>
  );
}
