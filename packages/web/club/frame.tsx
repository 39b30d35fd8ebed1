/** Around every screen: the way past the menu, the screen, the card and the four tabs. */
import { Link, Outlet } from "@tanstack/react-router";
import { Gift, House, UserRound, Users } from "lucide-react";
import { useTranslation } from "react-i18next";

export function Frame() {
  const { t } = useTranslation();
  return (
    <>
      <a
        href="#main"
        className="absolute left-2 -top-20 z-50 rounded-control bg-card p-3 focus:top-2"
      >
        {t("ui.skip")}
      </a>
      <main id="main" className="mx-auto max-w-[30rem] p-5 pb-28">
        <Outlet />
      </main>
      <nav
        aria-label={t("tabs.label")}
        className="fixed inset-x-0 bottom-0 border-t border-line bg-card pb-[env(safe-area-inset-bottom)]"
      >
        <ul className="mx-auto flex max-w-[30rem]">
          <Tab to="/" text={t("tabs.home")} icon={<House aria-hidden="true" size={22} />} />
          <Tab to="/" text={t("tabs.rewards")} icon={<Gift aria-hidden="true" size={22} />} />
          <Tab to="/" text={t("tabs.club")} icon={<Users aria-hidden="true" size={22} />} />
          <Tab to="/" text={t("tabs.me")} icon={<UserRound aria-hidden="true" size={22} />} />
        </ul>
      </nav>
    </>
  );
}

function Tab({ to, text, icon }: { to: "/"; text: string; icon: React.ReactNode }) {
  return (
    <li className="flex-1">
      <Link
        to={to}
        activeOptions={{ exact: to === "/", includeSearch: false }}
        className="flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs text-muted data-[status=active]:font-semibold data-[status=active]:text-brand"
      >
        {icon}
        {text}
      </Link>
    </li>
  );
}
