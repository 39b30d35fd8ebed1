/** The console's places. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { pathTo } from "../ui/api.ts";
import { addKitTexts } from "../ui/kit-texts.ts";
import { CONSOLE, settleAddress } from "./address.ts";
import { Broken, Frame, Lost } from "./frame.tsx";
import {
  DRAFT_PARTS,
  MEMBER_PARTS,
  membersSearch,
  partSearch,
  catalogueSearch,
  REWARD_PARTS,
  segmentsSearch,
  signInSearch,
} from "./search.ts";
import { addTexts } from "./texts/add.ts";

settleAddress();

const root = createRootRoute({ notFoundComponent: Lost, errorComponent: Broken });
const under = () => root;
const signIn = createRoute({
  getParentRoute: under,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import("./screens/sign-in.tsx"), "SignIn"),
});
const invite = createRoute({
  getParentRoute: under,
  path: "/invite",
  component: lazyRouteComponent(() => import("./screens/invite.tsx"), "Invite"),
});
const staffPoster = createRoute({
  getParentRoute: under,
  path: "/staff-poster",
  component: lazyRouteComponent(() => import("./screens/staff-poster.tsx"), "StaffPoster"),
});
const frame = createRoute({ getParentRoute: under, id: "frame", component: Frame });
const framed = () => frame;
const overview = createRoute({
  getParentRoute: framed,
  path: "/",
  beforeLoad: () => addTexts("overview", "members"),
  component: lazyRouteComponent(() => import("./screens/overview.tsx"), "Overview"),
});
const members = createRoute({
  getParentRoute: framed,
  path: "/members",
  validateSearch: membersSearch,
  beforeLoad: () => addTexts("members"),
  component: lazyRouteComponent(() => import("./screens/members.tsx"), "Members"),
});
const member = createRoute({
  getParentRoute: framed,
  path: "/members/$memberId",
  validateSearch: partSearch(MEMBER_PARTS),
  beforeLoad: () =>
    Promise.all([addTexts("members", "overview", "programme"), addKitTexts("mirror")]),
  component: lazyRouteComponent(() => import("./screens/member.tsx"), "MemberPage"),
});
const referrals = createRoute({
  getParentRoute: framed,
  path: "/members/referrals",
  beforeLoad: () => addTexts("members"),
  component: lazyRouteComponent(() => import("./screens/referrals.tsx"), "Referrals"),
});
const segments = createRoute({
  getParentRoute: framed,
  path: "/members/segments",
  validateSearch: segmentsSearch,
  beforeLoad: () => addTexts("members"),
  component: lazyRouteComponent(() => import("./screens/segments.tsx"), "SegmentsPage"),
});
const programme = createRoute({
  getParentRoute: framed,
  path: "/programme",
  beforeLoad: () => addTexts("programme", "campaign", "overview", "members"),
  component: lazyRouteComponent(() => import("./screens/programme.tsx"), "ProgrammePage"),
});
const campaign = createRoute({
  getParentRoute: framed,
  path: "/programme/campaigns/$campaign",
  beforeLoad: () => addTexts("programme", "campaign", "overview", "members"),
  component: lazyRouteComponent(() => import("./screens/programme-campaign.tsx"), "CampaignPage"),
});
const version = createRoute({
  getParentRoute: framed,
  path: "/programme/versions/$version",
  beforeLoad: () => addTexts("programme"),
  component: lazyRouteComponent(() => import("./screens/version.tsx"), "VersionPage"),
});
const draft = createRoute({
  getParentRoute: framed,
  path: "/programme/drafts/$draft",
  validateSearch: partSearch(DRAFT_PARTS),
  beforeLoad: () => addTexts("programme", "campaign", "overview", "members"),
  component: lazyRouteComponent(() => import("./screens/draft.tsx"), "DraftPage"),
});
const start = createRoute({
  getParentRoute: framed,
  path: "/start",
  beforeLoad: () => addTexts("programme", "settings"),
  component: lazyRouteComponent(() => import("./screens/start.tsx"), "Start"),
});
const rewards = createRoute({
  getParentRoute: framed,
  path: "/rewards",
  validateSearch: partSearch(REWARD_PARTS),
  beforeLoad: () => addTexts("stock"),
  component: lazyRouteComponent(() => import("./screens/rewards.tsx"), "Rewards"),
});
const guests = createRoute({
  getParentRoute: framed,
  path: "/rewards/$reward/guests",
  beforeLoad: () => addTexts("stock"),
  component: lazyRouteComponent(() => import("./screens/guests.tsx"), "Guests"),
});
const catalogue = createRoute({
  getParentRoute: framed,
  path: "/catalogue",
  validateSearch: catalogueSearch,
  beforeLoad: () => addTexts("stock"),
  component: lazyRouteComponent(() => import("./screens/catalogue.tsx"), "Catalogue"),
});
const ledger = createRoute({
  getParentRoute: framed,
  path: "/ledger",
  beforeLoad: () => addTexts("stock", "overview"),
  component: lazyRouteComponent(() => import("./screens/ledger.tsx"), "Ledger"),
});
const intake = createRoute({
  getParentRoute: framed,
  path: "/intake",
  beforeLoad: () => addTexts("stock", "overview"),
  component: lazyRouteComponent(() => import("./screens/intake.tsx"), "Intake"),
});
const settings = createRoute({
  getParentRoute: framed,
  path: "/settings",
  beforeLoad: () => addTexts("settings"),
  component: lazyRouteComponent(() => import("./screens/settings.tsx"), "SettingsIndex"),
});
const section = createRoute({
  getParentRoute: framed,
  path: "/settings/$section",
  beforeLoad: () => addTexts("settings", "members", "stock"),
  component: lazyRouteComponent(() => import("./screens/settings.tsx"), "SettingsSection"),
});

const routeTree = root.addChildren([
  signIn,
  invite,
  staffPoster,
  frame.addChildren([
    overview,
    members,
    member,
    referrals,
    segments,
    programme,
    campaign,
    version,
    draft,
    start,
    rewards,
    guests,
    catalogue,
    ledger,
    intake,
    settings,
    section,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: pathTo(CONSOLE),
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultNotFoundComponent: Lost,
  defaultErrorComponent: Broken,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
