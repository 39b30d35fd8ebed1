/** What is done for a customer now and then: saying sorry, carrying over a card of paper, vouching. */
import { Ellipsis } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, named } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Choice } from "../../ui/toggle.tsx";
import type { Desk } from "../counter.tsx";
import { labelOf, noteAct, NoStampArticle, stamp } from "../kept/counter.ts";
import { memberOf } from "../kept/customers.ts";
import { nextReceipt } from "../kept/device.ts";
import { reached, useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { nextStep } from "../model/band.ts";
import type { Customer } from "../model/sale.ts";
import { TillField } from "./field.tsx";
import { Notice, type Said } from "./notice.tsx";
import { IconButton } from "./icon-button.tsx";
import { givenText } from "./given.ts";
import { useStopText } from "./stop-text.ts";
import { Vouch } from "./vouch.tsx";

/**
 * The act by which a cashier says sorry, where the programme declares it: what it gives, and how often to one member and
 * in the whole club, stands in the rules, so no cashier needs the right to give points by hand.
 */
const APOLOGY = "apology";
/** By hand, for roles that may: a gesture, no bonus; more than the role's day takes is refused by the club. */
const SORRY_AMOUNTS = [20, 50, 100] as const;
const REASONS = ["late", "wrong", "quality", "rude"] as const;
type Why = (typeof REASONS)[number];
const [unit] = Object.entries(first.club.units).find(([, { spendable }]) => spendable) ?? [];
const cards = Object.entries(first.club.cards).filter(([, { on }]) => on === "purchase");

interface Props {
  readonly desk: Desk;
  readonly customer: Customer;
}

export function More({ desk, customer }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isOnline = useOnline();
  return (
    <>
      <IconButton label={t("more.open")} disabled={!isOnline} onClick={() => setOpen(true)}>
        <Ellipsis aria-hidden="true" />
      </IconButton>
      {isOpen && (
        <Sheet open onOpenChange={setOpen} title={t("more.title")} close="size-14">
          <div className="flex flex-col gap-6">
            {cards.map(([card]) => (
              <Paper key={card} card={card} desk={desk} customer={customer} />
            ))}
            <Sorry desk={desk} customer={customer} />
            <Vouch desk={desk} customer={customer} />
          </div>
        </Sheet>
      )}
    </>
  );
}

function Sorry({ desk, customer }: Props) {
  const { t } = useTranslation();
  const { mayAct, mayAdjust } = usePlace();
  const [why, setWhy] = useState<Why>("late");
  const { said, isBusy, run } = useGiving(desk);
  const isDeclared = first.club.activities[APOLOGY] !== undefined;
  const way = isDeclared && mayAct ? "act" : mayAdjust && unit !== undefined ? "adjust" : null;
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-lg">{t("more.sorry")}</h3>
      <p>{t(sorryText(way, isDeclared))}</p>
      <Notice said={said} />
      {way !== null && (
        <>
          <Choice
            legend={t("more.why")}
            size="min-h-14"
            value={why}
            options={REASONS.map((value) => ({ value, text: t(`more.reasons.${value}`) }))}
            onChange={setWhy}
          />
          <div className="flex flex-wrap gap-3">
            {way === "act" ? (
              <Button size="till" disabled={isBusy} onClick={() => void run.act(customer, why)}>
                {t("more.sorryDo")}
              </Button>
            ) : (
              SORRY_AMOUNTS.map((amount) => (
                <Button
                  key={amount}
                  size="till"
                  kind="plain"
                  disabled={isBusy}
                  onClick={() => void run.adjust(customer, why, amount)}
                >
                  {t("more.give", { amount: amountOf(unit ?? "", amount) })}
                </Button>
              ))
            )}
          </div>
        </>
      )}
    </section>
  );
}

function sorryText(way: "act" | "adjust" | null, isDeclared: boolean) {
  if (way === "act") return "more.sorryText";
  if (way === "adjust") return "more.sorryAmounts";
  return isDeclared ? "acts.forbidden" : "more.sorryUndeclared";
}

/** What the programme gives for the act, as often as it allows; or points by hand, where the role may. */
function useGiving(desk: Desk) {
  const { t } = useTranslation();
  const place = usePlace();
  const stopText = useStopText();
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const tried = async (work: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    try {
      const text = await work();
      setSaid({ tone: text === null ? "bad" : "good", text: text ?? t("more.sorryNothing") });
      if (text !== null) desk.say(text);
    } catch (error) {
      setSaid({ tone: "bad", text: stopText(error) });
    } finally {
      setBusy(false);
    }
  };
  const act = async (customer: Customer, why: Why): Promise<void> =>
    await tried(async () => {
      const { name, fields } = first.club.activities[APOLOGY] ?? { name: {}, fields: {} };
      const noted = "why" in fields ? { fields: { why } } : {};
      const asked = { activity: APOLOGY, name: named(name, APOLOGY), ...noted };
      const result = await noteAct(customer, asked, place);
      desk.note(result);
      const amount = givenText(result.given).replaceAll("+", "");
      if (result.state === "queued") return t("acts.done", { name: asked.name });
      return amount === "" ? null : t("more.given", { amount, label: labelOf(customer) });
    });
  const adjust = async (customer: Customer, why: Why, amount: number): Promise<void> =>
    await tried(async () => {
      const params = await memberOf(customer.who);
      const body = { id: nextReceipt(), unit: unit ?? "", amount, reason: `sorry-${why}` };
      await reached(trofast.ledger.adjust({ params, body }));
      return t("more.given", {
        amount: amountOf(unit ?? "", amount),
        label: labelOf(customer),
      });
    });
  return { said, isBusy, run: { act, adjust } };
}

function Paper({ card, desk, customer }: Props & { readonly card: string }) {
  const { t } = useTranslation();
  const { name: names, goal } = first.club.cards[card] ?? { name: {}, goal: 0 };
  const name = named(names, card);
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const { said, isBusy, carry } = useCarrying({ desk, customer }, card, name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const count = Number(typed);
    const isCount = /^\d{1,3}$/.test(typed.trim()) && count >= 1 && count <= goal;
    setError(isCount ? undefined : t("more.paperWrong", { goal }));
    if (isCount) void carry(count);
  };
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-lg">{t("more.paper")}</h3>
      <p>{t("more.paperText")}</p>
      <Notice said={said} />
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <TillField
          label={t("more.paperCount", { name })}
          inputMode="numeric"
          value={typed}
          error={error}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button size="till" type="submit" busy={isBusy && t("quote.doing")}>
          {t("more.paperDo")}
        </Button>
      </form>
    </section>
  );
}

/** The club may give fewer stamps at once than a paper card holds: they are carried over in steps. */
function useCarrying({ desk, customer }: Props, card: string, name: string) {
  const { t } = useTranslation();
  const place = usePlace();
  const stopText = useStopText();
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const carry = async (wanted: number): Promise<void> => {
    setBusy(true);
    let had = 0;
    let gave: number | null = null;
    try {
      for (
        let count = nextStep(wanted, had, gave);
        count > 0;
        count = nextStep(wanted, had, gave)
      ) {
        const { result, stamps } = await stamp(customer, card, { name, count }, place);
        desk.note(result);
        gave = stamps ?? 0;
        had += gave;
      }
      const text =
        had === wanted
          ? t("more.paperDone", { count: had })
          : t("more.paperPart", { count: wanted, done: had, wanted });
      setSaid({ tone: had === wanted ? "good" : "bad", text });
      if (had > 0) desk.say(text);
    } catch (error) {
      const text =
        error instanceof NoStampArticle ? t("acts.noStampArticle", { name }) : stopText(error);
      setSaid({ tone: "bad", text });
    } finally {
      setBusy(false);
    }
  };
  return { said, isBusy, carry };
}
