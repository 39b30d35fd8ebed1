/** What the member has said is not so; they alone can take it back. */
import { useTranslation } from "react-i18next";
import { Button } from "../button.tsx";
import { Card } from "../card.tsx";
import { dayAndYear, named } from "../format.ts";
import type { Correcting, Seen, Whose } from "./reflection.tsx";

export function Corrections({
  corrections,
  categoryNames,
  whose,
  correcting,
}: {
  readonly corrections: Seen["corrections"];
  readonly categoryNames: Seen["categoryNames"];
  readonly whose: Whose;
  readonly correcting: Correcting | undefined;
}) {
  const { t } = useTranslation("mirror");
  return (
    <Card aria-labelledby="mirror-corrections">
      <h2 id="mirror-corrections" className="mb-2 text-xl">
        {t(`corrections.${whose}`)}
      </h2>
      <ul>
        {corrections.map(({ correctionId, kind, category, at }) => (
          <li
            key={correctionId}
            className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line py-1 last:border-b-0"
          >
            <span>
              {category === null ? t("receipt") : named(categoryNames[category], category)}:{" "}
              {t(`correction.${kind}`).toLowerCase()}{" "}
              <span className="text-sm text-muted">({dayAndYear(at)})</span>
            </span>
            {correcting && (
              <Button
                kind="quiet"
                disabled={correcting.isBusy}
                onClick={() => correcting.undo(correctionId)}
              >
                {t("undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
