/** Rewards and codes: on this purchase, or handed out by themselves. */
import { Gift } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, list, named } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { useFailureText } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { basketOf, handOut, handOutTaken, isRefused, makeQuote } from "../kept/counter.ts";
import type { TillCustomer } from "../kept/customers.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { isForTill, isHandedOut, takenToUse } from "../model/ready.ts";
import { moved, soldIn, type Customer } from "../model/sale.ts";
import { TillField } from "./field.tsx";
import { Notice, type Said } from "./notice.tsx";

const rewards = Object.entries(first.club.rewards).filter(([, { kind }]) => isForTill(kind));
const nameOf = (reward: string): string => named(first.club.rewards[reward]?.name, reward);

interface Props {
  readonly desk: Desk;
  readonly customer: Customer;
}

export function RewardsSheet({
  desk,
  customer,
  has,
}: Props & { readonly has: TillCustomer | null }) {
  const { t } = useTranslation();
  const ready = has?.rewards ?? {};
  // What is ready comes first: it is asked for most.
  const inOrder = rewards.toSorted(([one], [other]) => (ready[other] ?? 0) - (ready[one] ?? 0));
  const [isOpen, setOpen] = useState(false);
  const isOnline = useOnline();
  return (
    <>
      <Button
        size="till"
        kind="plain"
        className="grow"
        disabled={!isOnline || desk.sale.hold !== null}
        onClick={() => setOpen(true)}
      >
        <Gift aria-hidden="true" />
        {t("quote.rewards")}
      </Button>
      {isOpen && (
        <Sheet open onOpenChange={setOpen} title={t("rewards.title")} close="size-14" wide>
          <div className="flex flex-col gap-5">
            <Chosen desk={desk} />
            <CodeField desk={desk} />
            {rewards.length === 0 && <p>{t("rewards.none")}</p>}
            <ul className="flex flex-col gap-4">
              {has &&
                takenToUse(has).map((taken) => (
                  <TakenRow key={taken.redemptionId} taken={taken} desk={desk} />
                ))}
              {inOrder.map(([reward]) => (
                <RewardRow
                  key={reward}
                  reward={reward}
                  ready={ready[reward] ?? 0}
                  desk={desk}
                  customer={customer}
                />
              ))}
            </ul>
          </div>
        </Sheet>
      )}
    </>
  );
}

function Chosen({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const { rewards: taken, redemptions, codes } = desk.sale;
  const all = [
    ...taken.map(({ reward }) => ({ id: reward, name: nameOf(reward) })),
    ...redemptions.map(({ redemptionId, reward }) => ({ id: redemptionId, name: nameOf(reward) })),
    ...codes.map((code) => ({ id: code, name: code })),
  ];
  if (all.length === 0) return null;
  return (
    <section aria-label={t("rewards.chosen")} className="flex flex-wrap gap-2">
      {all.map(({ id, name }) => (
        <Button
          key={id}
          size="till"
          kind="accent"
          onClick={() => desk.move({ do: "without", name: id })}
        >
          {t("rewards.remove", { name })}
        </Button>
      ))}
    </section>
  );
}

function CodeField({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() === "") return;
    desk.move({ do: "code", code: code.trim() });
    setCode("");
  };
  return (
    <form onSubmit={add} className="flex flex-wrap items-end gap-3">
      <TillField
        label={t("rewards.code")}
        value={code}
        autoCapitalize="characters"
        onChange={({ target }) => setCode(target.value)}
      />
      <Button size="till" kind="plain" type="submit">
        {t("rewards.addCode")}
      </Button>
    </form>
  );
}

/** Taken in the app before, and waiting to be used on a purchase or put into a hand. */
function TakenRow({
  taken: { redemptionId: id, reward, kind },
  desk,
}: {
  readonly taken: TillCustomer["taken"][number];
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const place = usePlace();
  const failureText = useFailureText();
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const name = nameOf(reward);
  const isChosen = desk.sale.redemptions.some(({ redemptionId }) => redemptionId === id);
  const give = async (): Promise<void> => {
    setBusy(true);
    try {
      await handOutTaken(id, place);
      const text = t("rewards.given", { name });
      setSaid({ tone: "good", text });
      desk.say(text);
    } catch (error) {
      setSaid({ tone: "bad", text: failureText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex max-w-none flex-col gap-2 border-t border-line pt-3">
      <span className="text-lg font-semibold">{name}</span>
      <span>{t(isHandedOut(kind) ? "rewards.takenBefore" : "rewards.takenToUse")}</span>
      <Notice said={said} />
      {!isChosen && said?.tone !== "good" && (
        <span className="flex flex-wrap gap-3">
          <Button
            size="till"
            kind="plain"
            disabled={isBusy}
            onClick={() => desk.move({ do: "taken", redemptionId: id, reward })}
          >
            {t("rewards.onThis")}
          </Button>
          {isHandedOut(kind) && (
            <Button size="till" busy={isBusy && t("quote.doing")} onClick={() => void give()}>
              {t("rewards.handOut")}
            </Button>
          )}
        </span>
      )}
    </li>
  );
}

type Step = "idle" | "confirm" | "units" | "buy";

function RewardRow({
  reward,
  ready,
  desk,
  customer,
}: Props & { readonly reward: string; readonly ready: number }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("idle");
  const [said, setSaid] = useState<Said | null>(null);
  const give = useHandOut(reward, { desk, customer }, { setStep, setSaid });
  const { cost, ask } = useBuying(reward, desk, { setStep, setSaid });
  const name = nameOf(reward);
  const isHanded = isHandedOut(first.club.rewards[reward]?.kind ?? "");
  const use = (granted: boolean): void => {
    setSaid(null);
    setStep("idle");
    desk.move({ do: "reward", reward, granted });
  };
  const words = {
    confirm: t("rewards.confirm", { name }),
    units: t("rewards.withUnits", { name }),
    buy: t("rewards.buy", { name, amount: cost }),
  };
  return (
    <li className="flex max-w-none flex-col gap-2 border-t border-line pt-3">
      <span className="text-lg font-semibold">{name}</span>
      {ready > 0 && <span>{t("rewards.ready", { count: ready })}</span>}
      <Notice said={said} />
      {step === "idle" ? (
        <span className="flex flex-wrap gap-3">
          <Button size="till" kind="plain" onClick={() => (ready > 0 ? use(true) : void ask())}>
            {t("rewards.onThis")}
          </Button>
          {isHanded && (
            <Button size="till" kind="plain" onClick={() => setStep("confirm")}>
              {t("rewards.handOut")}
            </Button>
          )}
        </span>
      ) : (
        <>
          <p>{words[step]}</p>
          <span className="flex flex-wrap gap-3">
            <Button
              size="till"
              onClick={() => (step === "buy" ? use(false) : void give(step === "confirm"))}
            >
              {t(step === "buy" ? "rewards.onThis" : "rewards.handOut")}
            </Button>
            <Button size="till" kind="plain" onClick={() => setStep("idle")}>
              {t("ui.cancel")}
            </Button>
          </span>
        </>
      )}
    </li>
  );
}

interface Tells {
  readonly setStep: (step: Step) => void;
  readonly setSaid: (said: Said | null) => void;
}

/** What one costs that the customer has not been granted, told by a quote of this purchase with it. */
function useBuying(reward: string, { sale }: Desk, { setStep, setSaid }: Tells) {
  const { t } = useTranslation();
  const place = usePlace();
  const failureText = useFailureText();
  const [cost, setCost] = useState("");
  const ask = async (): Promise<void> => {
    const stop = (text: string): void => setSaid({ tone: "bad", text });
    setSaid(null);
    if (soldIn(sale, place.digits).length === 0) return stop(t("rewards.basketFirst"));
    try {
      const asked = moved(sale, { do: "reward", reward, granted: false });
      const { rewards: bought } = await makeQuote(basketOf(asked, place));
      const found = bought.find((one) => one.reward === reward);
      if (!found) return stop(t("rewards.nothingHere"));
      setCost(list(Object.entries(found.cost).map(([unit, amount]) => amountOf(unit, amount))));
      setStep("buy");
    } catch (error) {
      stop(failureText(error));
    }
  };
  return { cost, ask };
}

/** A granted one first; where there is none, for units, if the cashier says so. */
function useHandOut(reward: string, { desk, customer }: Props, { setStep, setSaid }: Tells) {
  const { t } = useTranslation();
  const place = usePlace();
  const failureText = useFailureText();
  return async (granted: boolean): Promise<void> => {
    setSaid(null);
    try {
      await handOut(customer, reward, granted, place);
      const text = t("rewards.given", { name: nameOf(reward) });
      setSaid({ tone: "good", text });
      desk.say(text);
      setStep("idle");
    } catch (error) {
      if (granted && isRefused(error, "reward_not_granted")) return setStep("units");
      setSaid({ tone: "bad", text: failureText(error) });
      setStep("idle");
    }
  };
}
