/** To hang up behind the counter: how those who work here come in. It holds no secret, so anybody may see it. */
import { Printer } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { Logo } from "../../ui/logo.tsx";
import { Qr } from "../../ui/qr.tsx";
import { CONSOLE } from "../address.ts";
import { Languages } from "./outside.tsx";

const isThisMachine = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

const shortly = (url: string): string => url.replace(/^https?:\/\//, "");

export function StaffPoster() {
  const { t } = useTranslation();
  const title = t("shell.staffPoster.title", { club: first.club.name });
  useEffect(() => {
    document.title = title;
  }, [title]);
  const till = `${location.origin}${pathTo("/till")}`;
  const steps = t("shell.staffPoster.steps", { returnObjects: true });
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col items-center gap-6 p-6 text-center">
      <Logo className="h-16 self-center">
        <p className="font-display text-xl font-semibold">{first.club.brand.logoText}</p>
      </Logo>
      <h1 className="text-3xl text-balance">{title}</h1>
      <ol className="flex list-decimal flex-col gap-2 pl-6 text-left text-lg">
        {[steps.invite, steps.key, steps.till].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Qr
        text={till}
        label={t("shell.staffPoster.qr", { url: till })}
        className="w-64 max-w-full rounded-control"
      />
      <dl className="grid gap-x-4 gap-y-1 text-left sm:grid-cols-[auto_1fr]">
        <dt>{t("shell.staffPoster.till")}</dt>
        <dd className="font-semibold break-all">{shortly(till)}</dd>
        <dt>{t("shell.staffPoster.console")}</dt>
        <dd className="font-semibold break-all">
          {shortly(`${location.origin}${pathTo(CONSOLE)}`)}
        </dd>
        {first.club.contact !== null && (
          <>
            <dt>{t("shell.staffPoster.help")}</dt>
            <dd className="font-semibold break-all">{first.club.contact}</dd>
          </>
        )}
      </dl>
      <div className="no-print flex flex-col items-center gap-4">
        {isThisMachine && <p className="text-muted">{t("shell.staffPoster.here")}</p>}
        <Button size="console" onClick={() => print()}>
          <Printer aria-hidden="true" size={20} />
          {t("shell.staffPoster.print")}
        </Button>
        <Languages />
      </div>
    </main>
  );
}
