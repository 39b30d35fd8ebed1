/** Why join, in three sentences. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { ReturnRate } from "../../ui/rules/return-rate.tsx";
import { Screen } from "../../ui/screen.tsx";

export function WhyJoin() {
  const { t } = useTranslation();
  return (
    <Screen title={t("about.title")}>
      <ol className="flex flex-col gap-4 text-lg">
        <li>{t("about.first")}</li>
        <li>{t("about.second")}</li>
        <li>{t("about.third")}</li>
      </ol>
      <ReturnRate market={first.me?.market} />
      <Link to={first.me === null ? "/j" : "/"} className={buttonClass("main", "member", "w-full")}>
        {first.me === null ? t("about.join") : t("lost.home")}
      </Link>
      <Link to="/terms" className="inline-flex min-h-11 items-center text-brand underline">
        {t("terms.title")}
      </Link>
    </Screen>
  );
}
