/** Green choices: deeds, and what was bought of what is tagged so. */
import { Leaf } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Card } from "../card.tsx";
import { named, percent } from "../format.ts";
import { activityName } from "../names.ts";

interface Choice {
  readonly kind: "activity" | "tag";
  readonly id: string;
  readonly count: number;
  readonly share: number | null;
}

const TAGS = ["local", "organic", "vegan", "fairtrade", "repaired", "second_hand"] as const;

export function Green({ green }: { readonly green: readonly Choice[] }) {
  const { t } = useTranslation("mirror");
  const nameOf = ({ kind, id }: Choice): string => {
    if (kind === "activity") return activityName(id);
    const tag = TAGS.find((known) => known === id.replaceAll("-", "_"));
    return tag === undefined ? named(undefined, id) : t(`tags.${tag}`);
  };
  return (
    <Card aria-labelledby="mirror-green">
      <h2 id="mirror-green" className="mb-2 text-xl">
        {t("green")}
      </h2>
      {green.every(({ count }) => count === 0) && <p>{t("greenNone")}</p>}
      <ul className="flex flex-col gap-2">
        {green
          .filter(({ count }) => count > 0)
          .map((choice) => (
            <li key={`${choice.kind}${choice.id}`} className="num flex items-start gap-2">
              <Leaf aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-good" />
              <span>
                <span className="font-medium">{nameOf(choice)}</span>:{" "}
                {t(choice.kind === "activity" ? "times" : "pieces", {
                  count: choice.count,
                })}
                {choice.share !== null && choice.kind === "tag" && ` (${percent(choice.share)})`}
              </span>
            </li>
          ))}
      </ul>
    </Card>
  );
}
