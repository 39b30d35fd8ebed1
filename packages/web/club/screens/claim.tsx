/** Where the code on a receipt leads: the purchase becomes the member's with one press. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Screen } from "../../ui/screen.tsx";
import { BackLink } from "../back-link.tsx";
import { ClaimForm } from "../profile/claim-form.tsx";

export function ClaimPage() {
  const { t } = useTranslation();
  const { code } = useParams({ from: "/inside/me/claim/$code" });
  const navigate = useNavigate();
  return (
    <Screen title={t("me.claim")}>
      <BackLink to="/me" text={t("me.back")} />
      <p>{t("me.claimLead")}</p>
      <ClaimForm code={code} onClaimed={() => void navigate({ to: "/" })} />
    </Screen>
  );
}
