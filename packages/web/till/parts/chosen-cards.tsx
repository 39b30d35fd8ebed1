/** Gift cards that pay for this purchase; one that is pressed pays no more. */
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { Desk } from "../counter.tsx";
import { endOf } from "../model/gift-cards.ts";

export function ChosenCards({ desk: { sale, move } }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const { giftCards, hold } = sale;
  if (giftCards.length === 0) return null;
  return (
    <section aria-label={t("giftCards.chosen")} className="flex flex-wrap gap-2">
      {giftCards.map(({ code }) => (
        <Button
          key={code}
          size="till"
          kind="accent"
          disabled={hold !== null}
          onClick={() => move({ do: "without", name: code })}
        >
          {t("giftCards.remove", { card: endOf(code) })}
        </Button>
      ))}
    </section>
  );
}
