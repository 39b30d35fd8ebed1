import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { Screen } from "../../ui/screen.tsx";

export function Home() {
  const { t } = useTranslation();
  const name = first.me?.profile["givenName"];
  return (
    <Screen title={name === undefined ? t("home.helloNobody") : t("home.hello", { name })}>
      …
    </Screen>
  );
}
