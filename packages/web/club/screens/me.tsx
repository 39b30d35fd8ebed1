/** Me: everything about the member, each on a page of its own. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndYear } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { consentsCall, meCall } from "../calls.ts";
import { ClaimForm } from "../profile/claim-form.tsx";
import { signOutBy } from "../signed-out.ts";

const PLACES = [
  { to: "/me/mirror", text: "mirror" },
  { to: "/me/history", text: "history" },
  { to: "/me/expiry", text: "expiry" },
  { to: "/me/invite", text: "invite" },
  { to: "/me/about", text: "about" },
  { to: "/me/contact", text: "contact" },
  { to: "/me/addresses", text: "addresses" },
  { to: "/me/settings", text: "settings" },
  { to: "/me/data", text: "data" },
] as const;

export function MePage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meCall);
  const waiting = useQuery(consentsCall).data?.pending.length ?? 0;
  const failureText = useFailureText();
  const name = [me?.profile["givenName"], me?.profile["familyName"]].filter(Boolean).join(" ");
  const signOut = useMutation({
    mutationFn: () => signOutBy(() => trofast.joining.signOut()),
    onError: (error) => tell(failureText(error)),
  });
  return (
    <Screen title={t("me.title")}>
      <div className="min-h-12">
        {name !== "" && <p className="text-lg font-semibold">{name}</p>}
        {me && <p className="text-muted">{t("me.since", { day: dayAndYear(me.joinedAt) })}</p>}
      </div>
      <ul className="overflow-hidden rounded-card border border-line bg-card">
        {PLACES.map(({ to, text }) => (
          <Place
            key={to}
            to={to}
            title={t(`me.${text}`)}
            text={
              text === "contact" && waiting > 0
                ? t("me.contactWaits", { count: waiting })
                : t(`me.${text}Text`)
            }
            isUrgent={text === "contact" && waiting > 0}
          />
        ))}
      </ul>
      <details className="rounded-card border border-line bg-card px-4">
        <summary className="min-h-12 py-3 font-medium">{t("me.claim")}</summary>
        <ClaimForm />
      </details>
      <Button kind="plain" className="self-start" onClick={() => signOut.mutate()}>
        {t("me.signOut")}
      </Button>
    </Screen>
  );
}

function Place({
  to,
  title,
  text,
  isUrgent,
}: {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly title: string;
  readonly text: string;
  /** Somebody waits for the member. */
  readonly isUrgent: boolean;
}) {
  return (
    <li className="border-b border-line last:border-b-0">
      <Link to={to} className="flex min-h-16 items-center gap-3 px-4 py-2 hover:bg-brand-soft">
        <span className="grow">
          <span className="block font-semibold">{title}</span>
          <span className={`block text-sm ${isUrgent ? "font-semibold text-ink" : "text-muted"}`}>
            {text}
          </span>
        </span>
        <ChevronRight aria-hidden="true" size={20} className="shrink-0 text-muted" />
      </Link>
    </li>
  );
}
