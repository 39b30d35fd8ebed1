/** The settings: their parts in a list beside the one that is open. */
import { Link, Navigate, useParams } from "@tanstack/react-router";
import type { Scope } from "@trofast/contract/endpoint";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { useWhyNot } from "../parts/why-not.ts";
import { may, useStaff, type About } from "../session.ts";

const named = <Name extends string>(
  read: () => Promise<Readonly<Record<Name, React.ComponentType>>>,
  name: Name,
) => lazy(async () => ({ default: (await read())[name] }));

const sections = [
  {
    id: "brand",
    about: "store",
    scope: "settings:read",
    Part: named(() => import("./settings-brand.tsx"), "Brand"),
  },
  {
    id: "places",
    about: "store",
    scope: "catalogue:read",
    Part: named(() => import("./settings-places.tsx"), "Places"),
  },
  {
    id: "team",
    about: "store",
    scope: "audit:read",
    Part: named(() => import("./settings-team.tsx"), "Team"),
  },
  {
    id: "acts",
    about: "store",
    scope: null,
    Part: named(() => import("./settings-acts.tsx"), "Acts"),
  },
  {
    id: "keys",
    about: "club",
    scope: "admin",
    Part: named(() => import("./settings-keys.tsx"), "Keys"),
  },
  {
    id: "webhooks",
    about: "club",
    scope: "admin",
    Part: named(() => import("./settings-webhooks.tsx"), "Webhooks"),
  },
  {
    id: "shops",
    about: "club",
    scope: "shops:read",
    Part: named(() => import("./settings-shops.tsx"), "Shops"),
  },
  {
    id: "consents",
    about: "club",
    scope: "privacy",
    Part: named(() => import("./settings-consents.tsx"), "Wordings"),
  },
  {
    id: "questions",
    about: "store",
    scope: "members:read",
    Part: named(() => import("./settings-questions.tsx"), "Questions"),
  },
  {
    id: "retention",
    about: "club",
    scope: "privacy",
    Part: named(() => import("./settings-retention.tsx"), "Retention"),
  },
  {
    id: "files",
    about: "store",
    scope: "catalogue:read",
    Part: named(() => import("./settings-files.tsx"), "Files"),
  },
  {
    id: "audit",
    about: "store",
    scope: "audit:read",
    Part: named(() => import("./settings-audit.tsx"), "Audit"),
  },
] as const satisfies readonly { id: string; about: About; scope: Scope | null; Part: unknown }[];

export const SettingsIndex = () => (
  <Navigate to="/settings/$section" params={{ section: "brand" }} replace />
);

export function SettingsSection() {
  const { t } = useTranslation();
  const staff = useStaff();
  const whyNot = useWhyNot();
  const { section } = useParams({ from: "/frame/settings/$section" });
  const allowed = sections.filter(({ scope, about }) => scope === null || may(staff, scope, about));
  const open = allowed.find(({ id }) => id === section);
  return (
    <Screen title={t("settings.title")}>
      <div className="grid items-start gap-5 md:grid-cols-[12rem_1fr]">
        <nav aria-label={t("settings.sections.label")}>
          <ul className="flex flex-wrap gap-1 md:flex-col">
            {allowed.map(({ id }) => (
              <li key={id}>
                <Link
                  to="/settings/$section"
                  params={{ section: id }}
                  className="flex min-h-10 items-center rounded-control px-3 hover:bg-brand-soft hover:text-ink data-[status=active]:bg-brand-soft data-[status=active]:font-semibold"
                >
                  {t(`settings.sections.${id}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="flex min-w-0 flex-col gap-5">
          {open ? (
            <Suspense fallback={<Loading rows={3} className="h-24" />}>
              <open.Part />
            </Suspense>
          ) : (
            <Empty>{whyNot}</Empty>
          )}
        </div>
      </div>
    </Screen>
  );
}
