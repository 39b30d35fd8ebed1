/** What is bought: categories with their share of all pieces, each of which the member may say is not so. */
import { useTranslation } from "react-i18next";
import { Button } from "../button.tsx";
import { Card } from "../card.tsx";
import { named, percent } from "../format.ts";
import type { Correcting, Seen } from "./reflection.tsx";

export function What({
  what,
  names,
  correcting,
}: {
  readonly what: NonNullable<Seen["what"]>;
  readonly names: Seen["categoryNames"];
  readonly correcting: Correcting | undefined;
}) {
  const { t } = useTranslation("mirror");
  const nameOf = (category: string): string =>
    category === "" ? t("noCategory") : named(names[category], category);
  const leading = what.categories.slice(0, 2).map(({ category }) => nameOf(category));
  return (
    <Card aria-labelledby="mirror-what">
      <h2 id="mirror-what" className="text-xl">
        {t("what")}
      </h2>
      <p className="mb-3">
        {t("whatSum", { first: leading.map((name) => name.toLowerCase()).join(", ") })}
      </p>
      <ul className="flex flex-col">
        {what.categories.map(({ category, share, pieces }) => (
          <li key={category} className="border-b border-line py-3 last:border-b-0">
            <p className="num flex justify-between gap-4">
              <span className="font-medium">{nameOf(category)}</span>
              <span>{percent(share)}</span>
            </p>
            <div aria-hidden="true" className="my-1.5 h-2 rounded-full bg-brand-soft">
              <div className="h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
            </div>
            <p className="num text-sm text-muted">{t("pieces", { count: pieces })}</p>
            {correcting && category !== "" && (
              <Correct {...{ category, correcting }} name={nameOf(category)} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Correct({
  category,
  name,
  correcting,
}: {
  readonly category: string;
  readonly name: string;
  readonly correcting: Correcting;
}) {
  const { t } = useTranslation("mirror");
  return (
    <div className="-ml-3 flex flex-wrap">
      <Button
        kind="quiet"
        className="px-3 text-sm"
        aria-label={t("notMeOf", { what: name })}
        disabled={correcting.isBusy}
        onClick={() => correcting.correct("not_me", category)}
      >
        {t("notMe")}
      </Button>
      <Button
        kind="quiet"
        className="px-3 text-sm"
        aria-label={t("giftOf", { what: name })}
        disabled={correcting.isBusy}
        onClick={() => correcting.correct("gift", category)}
      >
        {t("gift")}
      </Button>
    </div>
  );
}
