/** After leaving: said once, with nothing to keep anybody. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { Screen } from "../../ui/screen.tsx";

export function Gone() {
  const { t } = useTranslation();
  return (
    <Screen title={t("data.goneTitle")}>
      <p role="status" className="text-lg">
        {t("data.gone")}
      </p>
      <Link to="/j" reloadDocument className={buttonClass("plain", "member", "self-start")}>
        {t("lost.home")}
      </Link>
    </Screen>
  );
}
