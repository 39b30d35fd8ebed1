/** What changes from one programme to the next, in sentences of the server, which are English. */
import { useTranslation } from "react-i18next";
import { Chip } from "../../ui/card.tsx";

interface Change {
  readonly pointer: string;
  readonly words: string;
  readonly worse: boolean;
}

export function Changes({
  changes,
  none,
}: {
  readonly changes: readonly Change[];
  readonly none: string;
}) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p>{none}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {changes.map(({ pointer, words, worse }, index) => (
        <li key={`${pointer} ${index}`} className="flex flex-wrap items-center gap-2">
          <span lang="en">{words}</span>
          {worse && <Chip tone="bad">{t("programme.worse")}</Chip>}
        </li>
      ))}
    </ul>
  );
}
