/**
 * The member app's places. Inside: home, rewards, club and me, with the card over all of them. Outside: joining, and
 * what can be read before.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { first } from "../ui/first.ts";
import { addKitTexts } from "../ui/kit-texts.ts";
import { Coming, Frame, Lost, Outside, Wrong } from "./frame.tsx";
import { backOf } from "./join/back.ts";
import { Home } from "./screens/home.tsx";

const root = createRootRoute({ notFoundComponent: Lost, errorComponent: Wrong });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  beforeLoad: ({ location: { pathname } }) => {
    if (first.me === null) throw redirect({ to: "/j", search: { back: backOf(pathname) } });
  },
});
const outside = createRoute({ getParentRoute: () => root, id: "outside", component: Outside });

const home = createRoute({ getParentRoute: () => inside, path: "/", component: Home });
const history = createRoute({
  getParentRoute: () => inside,
  path: "/me/history",
  component: lazyRouteComponent(() => import("./screens/history.tsx"), "History"),
});
const rewards = createRoute({
  getParentRoute: () => inside,
  path: "/rewards",
  component: lazyRouteComponent(() => import("./screens/rewards.tsx"), "Rewards"),
});
const mine = createRoute({
  getParentRoute: () => inside,
  path: "/rewards/mine",
  component: lazyRouteComponent(() => import("./screens/my-rewards.tsx"), "MyRewards"),
});
const redemption = createRoute({
  getParentRoute: () => inside,
  path: "/rewards/mine/$redemptionId",
  component: lazyRouteComponent(() => import("./screens/my-reward.tsx"), "MyReward"),
});
const reward = createRoute({
  getParentRoute: () => inside,
  path: "/rewards/$reward",
  component: lazyRouteComponent(() => import("./screens/reward.tsx"), "Reward"),
});
const club = createRoute({
  getParentRoute: () => inside,
  path: "/club",
  component: lazyRouteComponent(() => import("./screens/club.tsx"), "Club"),
  loader: () => addKitTexts("rules"),
});
const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  component: lazyRouteComponent(() => import("./screens/me.tsx"), "MePage"),
});
const mirror = createRoute({
  getParentRoute: () => inside,
  path: "/me/mirror",
  component: lazyRouteComponent(() => import("./screens/mirror.tsx"), "Mirror"),
  loader: () => addKitTexts("mirror"),
});
const expiry = createRoute({
  getParentRoute: () => inside,
  path: "/me/expiry",
  component: lazyRouteComponent(() => import("./screens/expiry.tsx"), "Expiry"),
});
const invite = createRoute({
  getParentRoute: () => inside,
  path: "/me/invite",
  component: lazyRouteComponent(() => import("./screens/invite.tsx"), "Invite"),
});
const about = createRoute({
  getParentRoute: () => inside,
  path: "/me/about",
  component: lazyRouteComponent(() => import("./screens/profile.tsx"), "ProfilePage"),
});
const contact = createRoute({
  getParentRoute: () => inside,
  path: "/me/contact",
  component: lazyRouteComponent(() => import("./screens/consents.tsx"), "ConsentsPage"),
});
const addresses = createRoute({
  getParentRoute: () => inside,
  path: "/me/addresses",
  component: lazyRouteComponent(() => import("./screens/addresses.tsx"), "Addresses"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/me/settings",
  component: lazyRouteComponent(() => import("./screens/settings.tsx"), "Settings"),
});
const claim = createRoute({
  getParentRoute: () => inside,
  path: "/me/claim/$code",
  component: lazyRouteComponent(() => import("./screens/claim.tsx"), "ClaimPage"),
});
const data = createRoute({
  getParentRoute: () => inside,
  path: "/me/data",
  component: lazyRouteComponent(() => import("./screens/data.tsx"), "DataPage"),
});

interface JoinSearch {
  /** The till's token. */
  readonly t?: string | undefined;
  /** The code of who has invited. */
  readonly r?: string | undefined;
  /** Where to go once signed in. */
  readonly back?: string | undefined;
  /** Signed out in another tab, or for too long. */
  readonly out?: boolean | undefined;
}
const joinSearch = ({ t, r, back, out }: Record<string, unknown>): JoinSearch => ({
  t: typeof t === "string" ? t : undefined,
  r: typeof r === "string" ? r : undefined,
  back: backOf(back),
  out: out === true ? true : undefined,
});
const join = createRoute({
  getParentRoute: () => outside,
  path: "/j",
  validateSearch: joinSearch,
  component: lazyRouteComponent(() => import("./screens/join.tsx"), "Join"),
});
const invited = createRoute({
  getParentRoute: () => outside,
  path: "/i/$code",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/j", search: { r: params.code } });
  },
});
const invitedShort = createRoute({
  getParentRoute: () => outside,
  path: "/r/$code",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/j", search: { r: params.code } });
  },
});
const gone = createRoute({
  getParentRoute: () => outside,
  path: "/me/gone",
  component: lazyRouteComponent(() => import("./screens/gone.tsx"), "Gone"),
});
const why = createRoute({
  getParentRoute: () => outside,
  path: "/why",
  component: lazyRouteComponent(() => import("./screens/why-join.tsx"), "WhyJoin"),
  loader: () => addKitTexts("rules"),
});
const terms = createRoute({
  getParentRoute: () => outside,
  path: "/terms",
  component: lazyRouteComponent(() => import("./screens/terms.tsx"), "Terms"),
});
const poster = createRoute({
  getParentRoute: () => outside,
  path: "/p",
  component: lazyRouteComponent(() => import("./screens/poster.tsx"), "Poster"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    inside.addChildren([
      home,
      history,
      rewards,
      mine,
      redemption,
      reward,
      club,
      me,
      mirror,
      expiry,
      invite,
      about,
      contact,
      addresses,
      settings,
      data,
      claim,
    ]),
    outside.addChildren([join, gone, invited, invitedShort, why, terms, poster]),
  ]),
  basepath: first.base === "" ? "/" : first.base,
  scrollRestoration: true,
  defaultErrorComponent: Wrong,
  defaultPendingComponent: Coming,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
