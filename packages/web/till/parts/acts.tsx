/** One tap: a stamp without an amount, an own cup. */
import { Leaf, Stamp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TrofastFault } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { activityName } from "../../ui/names.ts";
import type { Desk } from "../counter.tsx";
import { noteAct, NoStampArticle, stamp } from "../kept/counter.ts";
import { useDevice } from "../kept/device.ts";
import { usePlace } from "../kept/place.ts";

/** Cards that a purchase stamps; others are stamped by their act. */
const cards = Object.entries(first.club.cards).filter(([, { on }]) => on === "purchase");

export function Acts({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const place = usePlace();
  const { quickActs } = useDevice();
  const acts = quickActs.filter((act) => first.club.activities[act] !== undefined);
  const { busy, stampOnce, act } = useActs(desk);
  if (cards.length === 0 && acts.length === 0) return null;
  const isIdle = desk.sale.customer !== null && busy === null;
  return (
    <section aria-label={t("acts.label")} className="flex flex-col gap-2">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-2">
        {cards.map(([card, { name }]) => (
          <Button
            key={card}
            size="till"
            kind="accent"
            className="px-3!"
            disabled={!isIdle}
            onClick={() => void stampOnce(card, named(name, card))}
          >
            <Stamp aria-hidden="true" />
            {t("acts.stamp", { name: named(name, card) })}
          </Button>
        ))}
        {acts.map((activity) => (
          <Button
            key={activity}
            size="till"
            kind="plain"
            className="px-3!"
            disabled={!isIdle || !place.mayAct}
            onClick={() => void act(activity, activityName(activity))}
          >
            <Leaf aria-hidden="true" />
            {activityName(activity)}
          </Button>
        ))}
      </div>
      {acts.length > 0 && !place.mayAct && <p className="text-muted">{t("acts.forbidden")}</p>}
    </section>
  );
}

function useActs(desk: Desk) {
  const { t } = useTranslation();
  const place = usePlace();
  const [busy, setBusy] = useState<string | null>(null);
  const { customer } = desk.sale;
  const run = async (id: string, work: () => Promise<void>): Promise<void> => {
    setBusy(id);
    try {
      await work();
    } catch (error) {
      if (error instanceof NoStampArticle)
        desk.stop(
          t("acts.noStampArticle", {
            name: named(first.club.cards[error.message]?.name, error.message),
          }),
        );
      else if (error instanceof TrofastFault) desk.stop(t("acts.needsNet"));
      else desk.fail(error);
    } finally {
      setBusy(null);
    }
  };
  return {
    busy,
    stampOnce: async (card: string, name: string): Promise<void> => {
      if (!customer) return;
      await run(card, async () => {
        const { result, stamps } = await stamp(customer, card, { name, count: 1 }, place);
        desk.note(result);
        desk.say(t("acts.stamped", { count: stamps ?? 1, name }));
      });
    },
    act: async (activity: string, name: string): Promise<void> => {
      if (!customer) return;
      await run(activity, async () => {
        desk.note(await noteAct(customer, { activity, name }, place));
        desk.say(t("acts.done", { name }));
      });
    },
  };
}
