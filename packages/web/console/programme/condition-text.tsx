/** The text of conditions (CEL), for those who ask for it. */
import { useTranslation } from "react-i18next";

export function ConditionText({ texts }: { readonly texts: readonly string[] }) {
  const { t } = useTranslation("rules");
  return (
    <details>
      <summary className="flex min-h-8 w-fit cursor-pointer items-center text-brand underline">
        {t("said.text")}
      </summary>
      {texts.map((text) => (
        <code key={text} lang="en" className="block font-mono text-sm break-words text-ink">
          {text}
        </code>
      ))}
    </details>
  );
}
