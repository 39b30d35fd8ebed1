/** Rewards and codes: on this purchase, or handed out by themselves. */
import { Gift } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { useFailureText } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { handOut, handOutTaken, isRefused } from "../kept/counter.ts";
import type { TillCustomer } from "../kept/customers.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { isForTill, takenToHandOut } from "../model/ready.ts";
import type { Customer } from "../model/sale.ts";
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
                takenToHandOut(has).map(({ redemptionId, reward }) => (
                  <TakenRow key={redemptionId} id={redemptionId} reward={reward} desk={desk} />
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
  const { rewards: taken, codes } = desk.sale;
  const all = [
    ...taken.map(({ reward }) => ({ id: reward, name: nameOf(reward) })),
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

/** Taken in the app before, and waiting to be put into a hand. */
function TakenRow({
  id,
  reward,
  desk,
}: {
  readonly id: string;
  readonly reward: string;
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const place = usePlace();
  const failureText = useFailureText();
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const name = nameOf(reward);
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
      <span>{t("rewards.takenBefore")}</span>
      <Notice said={said} />
      {said?.tone !== "good" && (
        <Button
          size="till"
          className="self-start"
          busy={isBusy && t("quote.doing")}
          onClick={() => void give()}
        >
          {t("rewards.handOut")}
        </Button>
      )}
    </li>
  );
}

type Step = "idle" | "confirm" | "units";

function RewardRow({
  reward,
  ready,
  desk,
  customer,
}: Props & { readonly reward: string; readonly ready: number }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>("idle");
  const { said, give } = useHandOut(reward, { desk, customer }, setStep);
  const name = nameOf(reward);
  return (
    <li className="flex max-w-none flex-col gap-2 border-t border-line pt-3">
      <span className="text-lg font-semibold">{name}</span>
      {ready > 0 && <span>{t("rewards.ready", { count: ready })}</span>}
      <Notice said={said} />
      {step === "idle" ? (
        <span className="flex flex-wrap gap-3">
          <Button
            size="till"
            kind="plain"
            onClick={() => desk.move({ do: "reward", reward, granted: true })}
          >
            {t("rewards.onThis")}
          </Button>
          <Button size="till" kind="plain" onClick={() => setStep("confirm")}>
            {t("rewards.handOut")}
          </Button>
        </span>
      ) : (
        <>
          <p>{t(step === "units" ? "rewards.withUnits" : "rewards.confirm", { name })}</p>
          <span className="flex flex-wrap gap-3">
            <Button size="till" onClick={() => void give(step === "confirm")}>
              {t("rewards.handOut")}
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

/** A granted one first; where there is none, for units, if the cashier says so. */
function useHandOut(reward: string, { desk, customer }: Props, setStep: (step: Step) => void) {
  const { t } = useTranslation();
  const place = usePlace();
  const failureText = useFailureText();
  const [said, setSaid] = useState<Said | null>(null);
  const give = async (granted: boolean): Promise<void> => {
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
  return { said, give };
}
