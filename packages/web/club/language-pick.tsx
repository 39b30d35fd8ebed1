/** The language, for who has no settings yet. */
import { useTranslation } from "react-i18next";
import { language } from "../ui/format.ts";
import { Choice } from "../ui/toggle.tsx";
import { speak, spoken } from "./language.ts";

export function LanguagePick() {
  const { t } = useTranslation();
  if (spoken().length < 2) return null;
  return (
    <Choice
      legend={t("ui.language")}
      value={language()}
      options={spoken().map((value) => ({ value, text: t(`ui.languages.${value}`) }))}
      onChange={(value) => void speak(value)}
    />
  );
}
