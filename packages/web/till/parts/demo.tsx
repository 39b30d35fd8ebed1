/** The pretend till: a customer and baskets that are ready, so that a newcomer sees a purchase in three taps. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { activityName } from "../../ui/names.ts";
import type { Desk } from "../counter.tsx";
import { noteAct } from "../kept/counter.ts";
import { findCustomer } from "../kept/customers.ts";
import { useDevice, type KnownArticle } from "../kept/device.ts";
import { apart } from "../kept/joining.ts";
import { usePlace } from "../kept/place.ts";
import type { Line } from "../model/basket.ts";

/** What the invented roastery takes for what it sells, in öre: its own price list. */
const baskets = {
  coffees: [["brew-latte", 2, 4_600]],
  bun: [
    ["brew-filter", 1, 3_200],
    ["bun-cardamom", 1, 4_000],
  ],
  beans: [["beans-house", 1, 9_900]],
} as const;
const OWN_CUP = "own_cup";
const names = ["coffees", "bun", "beans"] as const;

/** The guide's card, as if she held it out. */
async function guidesCard(): Promise<string> {
  const { token } = await apart().demo.session({ body: { as: "member" } });
  const { token: card } = await apart(token).self.card();
  return card;
}

export function DemoBaskets({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const place = usePlace();
  const { articles } = useDevice();
  const sellable = names.filter((name) =>
    baskets[name].every(([article]) => articles.some((one) => one.article === article)),
  );
  const { customer } = desk.sale;
  const hasCup = place.mayAct && first.club.activities[OWN_CUP] !== undefined;
  const tried = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      desk.fail(error);
    }
  };
  const show = async (): Promise<void> => {
    const card = await guidesCard();
    desk.move({
      do: "customer",
      customer: await findCustomer({ kind: "token", card, wishesToSpend: false }),
    });
    desk.hush();
  };
  const fill = async (name: (typeof names)[number]): Promise<void> => {
    desk.move({ do: "basket", lines: linesOf(name, articles) });
    if (name !== "coffees" || !hasCup || !customer) return;
    const cup = activityName(OWN_CUP);
    desk.note(await noteAct(customer, { activity: OWN_CUP, name: cup }, place));
    desk.say(t("acts.done", { name: cup }));
  };
  return (
    <section
      aria-label={t("demo.label")}
      className="grid grid-cols-2 gap-2 rounded-card bg-brand-soft p-2 sm:flex sm:flex-wrap"
    >
      <DemoButton onPress={() => void tried(show)}>{t("demo.show")}</DemoButton>
      {sellable.map((name) => (
        <DemoButton key={name} onPress={() => void tried(() => fill(name))}>
          {t(name === "coffees" && hasCup ? "demo.coffeesOwn" : `demo.${name}`)}
        </DemoButton>
      ))}
    </section>
  );
}

const DemoButton = ({
  onPress,
  children,
}: {
  readonly onPress: () => void;
  readonly children: ReactNode;
}) => (
  <Button size="till" kind="plain" className="px-3! text-base!" onClick={onPress}>
    {children}
  </Button>
);

const linesOf = (name: keyof typeof baskets, articles: readonly KnownArticle[]): Line[] =>
  baskets[name].map(([article, quantity, unitPriceMinor]) => ({
    article,
    name: articles.find((one) => one.article === article)?.name ?? article,
    quantity,
    unitPriceMinor,
  }));
