/** Around every screen: the way past the menu, the screen, the four tabs and the card between them. */
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouter, type LinkProps } from "@tanstack/react-router";
import { Gift, House, QrCode, UserRound, Users } from "lucide-react";
import { lazy, useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../ui/button.tsx";
import { timeOrDay } from "../ui/format.ts";
import { useIsOffline, useReadAt } from "../ui/read-at.ts";
import { Screen } from "../ui/screen.tsx";
import { Failure, Loading } from "../ui/states.tsx";
import { meCall } from "./calls.ts";
import { CardOpener } from "./card-opener.ts";
import { backOf } from "./join/back.ts";
import { useLiveHome } from "./live-home.ts";
import { SheetPart } from "./part.tsx";
import { departed, isSignedOut, useSignedOutElsewhere } from "./signed-out.ts";

const CardSheet = lazy(async () => ({
  default: (await import("./card/card-sheet.tsx")).CardSheet,
}));

export function Frame() {
  const { error } = useQuery(meCall);
  const [isCardOpen, setCardOpen] = useState(false);
  const isOut = isSignedOut(error);
  useLiveHome();
  useSignedOutElsewhere();
  useWayIn(isOut);
  if (isOut)
    return (
      <main id="main" className="first-shell">
        <Coming />
      </main>
    );
  return (
    <CardOpener value={() => setCardOpen(true)}>
      <SkipLink />
      <OfflineBanner />
      <main id="main" className="first-shell">
        <Outlet />
      </main>
      <Tabs onCard={() => setCardOpen(true)} />
      <SheetPart isOpen={isCardOpen} onClose={() => setCardOpen(false)}>
        {isCardOpen && <CardSheet open={isCardOpen} onOpenChange={setCardOpen} />}
      </SheetPart>
    </CardOpener>
  );
}

/** Leads to where one signs in, once, and from there back to where one was. */
function useWayIn(isOut: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isOut) return;
    let isHere = true;
    const leadIn = async (): Promise<void> => {
      await departed();
      if (!isHere) return;
      const back = backOf(router.state.location.pathname);
      await router.navigate({ to: "/j", search: { out: true, back }, replace: true });
    };
    void leadIn();
    return () => {
      isHere = false;
    };
  }, [isOut, router]);
}

/** Before one is a member: no tabs, since they lead nowhere yet. */
export function Outside() {
  return (
    <>
      <SkipLink />
      <main id="main" className="first-shell">
        <Outlet />
      </main>
    </>
  );
}

function SkipLink() {
  const { t } = useTranslation();
  return (
    <a
      href="#main"
      className="absolute -top-20 left-2 z-50 rounded-control bg-card p-3 focus:top-2"
    >
      {t("ui.skip")}
    </a>
  );
}

function OfflineBanner() {
  const { t } = useTranslation();
  const readAt = useReadAt();
  const isOffline = useIsOffline();
  return (
    <div role="status" className="sticky top-0 z-20">
      {isOffline && (
        <p className="mx-auto max-w-none border-b border-line-strong bg-brand-soft px-5 py-2 text-center text-sm font-medium">
          {readAt === null ? t("offline.banner") : t("offline.since", { time: timeOrDay(readAt) })}
        </p>
      )}
    </div>
  );
}

function Tabs({ onCard }: { readonly onCard: () => void }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("tabs.label")} className="first-tabs">
      <ul>
        <Tab to="/" text={t("tabs.home")} icon={<House aria-hidden="true" size={22} />} />
        <Tab to="/rewards" text={t("tabs.rewards")} icon={<Gift aria-hidden="true" size={22} />} />
        <li className="first-tab-card">
          <button type="button" onClick={onCard} aria-haspopup="dialog">
            <span>
              <QrCode aria-hidden="true" size={26} />
            </span>
            {t("card.tab")}
          </button>
        </li>
        <Tab to="/club" text={t("tabs.club")} icon={<Users aria-hidden="true" size={22} />} />
        <Tab to="/me" text={t("tabs.me")} icon={<UserRound aria-hidden="true" size={22} />} />
      </ul>
    </nav>
  );
}

function Tab({
  to,
  text,
  icon,
}: {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly text: string;
  readonly icon: ReactNode;
}) {
  return (
    <li>
      <Link to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
        {icon}
        {text}
      </Link>
    </li>
  );
}

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTranslation();
  return (
    <main id="main" className="first-shell">
      <Screen title={t("lost.title")}>
        <p>{t("lost.text")}</p>
        <Link to="/" className={buttonClass("main", "member", "self-start")}>
          {t("lost.home")}
        </Link>
      </Screen>
    </main>
  );
}

/** A screen that could not be drawn, or whose file did not come. */
export function Wrong({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <Screen title={t("broken.title")}>
      <Failure error={error} retry={() => location.reload()} retryText={t("ui.reload")} />
    </Screen>
  );
}

/** A screen whose file is on its way. */
export function Coming() {
  return <Loading rows={2} className="h-40" />;
}
