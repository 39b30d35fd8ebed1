/** The terms, in the club's own words where it has any. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { language } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";

export function Terms() {
  const { t } = useTranslation();
  const { terms, contact, languages } = first.club;
  const own = terms[language()];
  const other = languages.find((spoken) => terms[spoken] !== undefined);
  const text = own ?? (other === undefined ? undefined : terms[other]);
  return (
    <Screen title={t("terms.title")}>
      {text === undefined ? (
        <>
          <p>{t("terms.none")}</p>
          <ul className="flex list-disc flex-col gap-2 pl-5">
            <li>{t("terms.points")}</li>
            <li>{t("about.second")}</li>
            <li>{t("about.third")}</li>
            <li>{t("terms.leave")}</li>
          </ul>
        </>
      ) : (
        <div
          lang={own === undefined ? other : undefined}
          className="max-w-[65ch] whitespace-pre-line"
        >
          {text}
        </div>
      )}
      {contact !== null && <p>{t("terms.contact", { contact })}</p>}
      <Link to={first.me === null ? "/j" : "/club"} className={buttonClass("plain")}>
        {t("ui.back")}
      </Link>
    </Screen>
  );
}
