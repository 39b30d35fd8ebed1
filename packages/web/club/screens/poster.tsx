/** To hang up in the shop: a code that leads to joining. */
import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { Logo } from "../../ui/logo.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Qr } from "../../ui/qr.tsx";

export function Poster() {
  const { t } = useTranslation();
  const url = `${location.origin}${pathTo("/j")}`;
  return (
    <Screen
      title={t("poster.title", { club: first.club.name })}
      className="items-center text-center"
      above={<Logo className="h-20 self-center" />}
    >
      <ul className="flex flex-col gap-2 text-lg">
        <li>{t("about.first")}</li>
        <li>{t("about.second")}</li>
        <li>{t("about.third")}</li>
      </ul>
      <p className="text-xl font-semibold">{t("poster.scan")}</p>
      <Qr text={url} label={t("poster.qr", { url })} className="w-72 max-w-full" />
      <p>
        {t("poster.or")}
        <br />
        <strong className="break-all">{url.replace(/^https?:\/\//, "")}</strong>
      </p>
      <Button className="no-print" onClick={() => print()}>
        <Printer aria-hidden="true" size={20} />
        {t("poster.print")}
      </Button>
    </Screen>
  );
}
