/** Around every screen of somebody who is signed in: the menu, the way past it, the search, and who they are. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useLocation } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../ui/button.tsx";
import { first } from "../ui/first.ts";
import { Logo } from "../ui/logo.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Empty, Failure, Loading } from "../ui/states.tsx";
import { Account } from "./account.tsx";
import { CONSOLE } from "./address.ts";
import { DemoBadge } from "./demo-badge.tsx";
import { Palette } from "./palette.tsx";
import { places } from "./places.tsx";
import { isSignedOut, may, staffQuery, StaffProvider, useStaff } from "./session.ts";
import { StepUp } from "./step-up.tsx";

export function Frame() {
  const staff = useQuery(staffQuery);
  const { href, pathname } = useLocation();
  if (isSignedOut(staff.error))
    // While the page of signing in is on its way, this one is still drawn, at its address.
    return pathname === "/sign-in" ? null : (
      <Navigate to="/sign-in" search={{ next: href }} replace />
    );
  if (staff.data)
    return (
      <StaffProvider value={staff.data}>
        <Framed />
        <StepUp />
      </StaffProvider>
    );
  return (
    <main className="mx-auto max-w-2xl p-5">
      {staff.isError ? (
        <Failure error={staff.error} retry={() => void staff.refetch()} />
      ) : (
        <Loading rows={3} className="h-24" />
      )}
    </main>
  );
}

function Framed() {
  const { t } = useTranslation();
  return (
    <div className="lg:grid lg:grid-cols-[14rem_1fr]">
      <a
        href="#main"
        className="absolute -top-20 left-2 z-50 rounded-control bg-card p-3 focus:top-2"
      >
        {t("ui.skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r border-line bg-card p-3 lg:flex">
        <ClubName className="px-3 py-4" />
        <nav aria-label={t("shell.places.label")}>
          <Places />
        </nav>
        <div className="mt-auto">
          <Account />
        </div>
      </aside>
      <div className="min-w-0">
        <TopBar />
        <main id="main" tabIndex={-1} className="mx-auto max-w-6xl p-4 pb-16 outline-none sm:p-6">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

function TopBar() {
  const { t } = useTranslation();
  return (
    <header className="sticky top-0 z-30 flex flex-wrap items-center gap-2 border-b border-line bg-card px-4 py-2 sm:px-6">
      <MenuButton />
      <ClubName className="lg:hidden" />
      {first.club.demo ? <DemoBadge /> : <Live />}
      <div className="ml-auto">
        <Palette>
          {(open) => (
            <button type="button" onClick={open} className={buttonClass("plain", "console")}>
              <Search aria-hidden="true" size={18} />
              <span className="sr-only sm:not-sr-only">{t("shell.search")}</span>
              <kbd className="hidden rounded border border-line-strong px-1.5 font-sans text-xs text-muted sm:inline">
                Ctrl K
              </kbd>
            </button>
          )}
        </Palette>
      </div>
    </header>
  );
}

/** A club of one's own says so; where a demo lies beside it, that is one click away. */
function Live() {
  const { t } = useTranslation();
  const { demoPath } = first.club;
  return (
    <>
      <span className="rounded-full border border-good px-2.5 py-0.5 text-sm font-medium text-good">
        {t("shell.live")}
      </span>
      {demoPath !== null && (
        <a href={`${demoPath}${CONSOLE}`} className={buttonClass("quiet", "console")}>
          {t("shell.demo.open")}
        </a>
      )}
    </>
  );
}

const ClubName = ({ className }: { readonly className: string }) => (
  <div className={className}>
    <Logo className="h-9">
      <p className="font-display text-lg leading-tight font-semibold">
        {first.club.brand.logoText}
      </p>
    </Logo>
  </div>
);

function MenuButton() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="lg:hidden">
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={t("shell.menu")}
        aria-haspopup="dialog"
        className="grid size-11 place-items-center rounded-control border border-line-strong"
      >
        <Menu aria-hidden="true" size={22} />
      </button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("shell.menu")}>
        <nav aria-label={t("shell.places.label")}>
          <Places onGo={() => setOpen(false)} />
        </nav>
        <div className="mt-4 border-t border-line pt-4">
          <Account />
        </div>
      </Sheet>
    </div>
  );
}

function Places({ onGo }: { readonly onGo?: () => void }) {
  const { t } = useTranslation();
  const staff = useStaff();
  return (
    <ul className="flex flex-col gap-0.5">
      {places
        .filter(({ scope, about }) => may(staff, scope, about))
        .map(({ id, to, Icon }) => (
          <li key={id}>
            <Link
              to={to}
              onClick={onGo}
              activeOptions={{ exact: to === "/", includeSearch: false }}
              className="flex min-h-10 items-center gap-3 rounded-control px-3 hover:bg-brand-soft hover:text-ink data-[status=active]:bg-brand-soft data-[status=active]:font-semibold"
            >
              <Icon aria-hidden="true" size={20} />
              {t(`shell.places.${id}`)}
            </Link>
          </li>
        ))}
    </ul>
  );
}

export function Lost() {
  const { t } = useTranslation();
  return <Stopped>{t("shell.page.lost")}</Stopped>;
}

export function Broken() {
  const { t } = useTranslation();
  return <Stopped>{t("shell.page.broken")}</Stopped>;
}

function Stopped({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="mx-auto max-w-xl p-5">
      <Empty
        action={
          <Link to="/" className={buttonClass("plain", "console")}>
            {t("shell.page.home")}
          </Link>
        }
      >
        {children}
      </Empty>
    </div>
  );
}
