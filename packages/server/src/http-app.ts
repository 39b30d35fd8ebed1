/** The HTTP API of a club: every module's routes, from one list. */
import type { FastifyInstance } from "fastify";
import type { Club } from "./club.ts";
import { registerAccessRoutes } from "./modules/access/routes.ts";
import * as access from "./modules/access/service.ts";
import { registerActivityRoutes } from "./modules/activity/routes.ts";
import { registerCatalogueRoutes } from "./modules/catalogue/routes.ts";
import { registerComplaintRoutes } from "./modules/complaints/routes.ts";
import { registerConsentRoutes } from "./modules/consents/routes.ts";
import { registerCheckoutRoutes } from "./modules/checkout/routes.ts";
import { registerDemoRoutes } from "./modules/demo/routes.ts";
import { registerInsightRoutes } from "./modules/insights/routes.ts";
import { registerJoiningRoutes } from "./modules/joining/routes.ts";
import { registerLedgerRoutes } from "./modules/ledger/routes.ts";
import { registerLiveRoutes } from "./modules/live/routes.ts";
import { registerMemberRoutes } from "./modules/members/routes.ts";
import { registerMirrorRoutes } from "./modules/mirror/routes.ts";
import { registerPrivacyRoutes } from "./modules/privacy/routes.ts";
import { registerRelationRoutes } from "./modules/relations/routes.ts";
import { registerRewardRoutes } from "./modules/rewards/routes.ts";
import { registerProgrammeRoutes } from "./modules/programmes/routes.ts";
import { registerSegmentRoutes } from "./modules/segments/routes.ts";
import { registerSelfRoutes } from "./modules/self/routes.ts";
import { registerSettingRoutes } from "./modules/settings/routes.ts";
import { registerShopRoutes } from "./modules/shops/routes.ts";
import { registerTillRoutes } from "./modules/till/routes.ts";
import { registerWebhookRoutes } from "./modules/webhooks/routes.ts";
import { registerPages } from "./pages/routes.ts";
import { finishHttp, openHttp } from "./platform/http-server.ts";
import type { HttpOptions } from "./platform/http-server.ts";
import type { Http } from "./platform/http.ts";
import { publishApi, registerSystemRoutes } from "./platform/system-routes.ts";
import { version } from "./platform/version.ts";
import { wire } from "./wiring.ts";

/** In the order in which the documentation is read. Add a module's routes here. */
const modules: readonly ((http: Http) => void)[] = [
  registerActivityRoutes,
  registerInsightRoutes,
  registerLedgerRoutes,
  registerCheckoutRoutes,
  registerTillRoutes,
  registerMemberRoutes,
  registerJoiningRoutes,
  registerSelfRoutes,
  registerMirrorRoutes,
  registerComplaintRoutes,
  registerLiveRoutes,
  registerConsentRoutes,
  registerSegmentRoutes,
  registerRelationRoutes,
  registerPrivacyRoutes,
  registerCatalogueRoutes,
  registerRewardRoutes,
  registerProgrammeRoutes,
  registerAccessRoutes,
  registerShopRoutes,
  registerSettingRoutes,
  registerWebhookRoutes,
  registerDemoRoutes,
  registerSystemRoutes,
];

export type BuildHttpOptions = Omit<HttpOptions, "authenticate">;

/** Builds the API without listening; `app.inject` serves it in tests. */
export function buildHttp(club: Club, options: BuildHttpOptions = {}): FastifyInstance {
  wire(club);
  const http = openHttp(club, {
    authenticate: (request, audience) => access.authenticate(club, request, audience),
    audit: (entry) => access.audit(club.db, entry, club.clock.now()),
    ...options,
  });
  for (const register of modules) register(http);
  finishHttp(http);
  // Within a plugin, since what was built is read from the disk.
  void http.app.register(async (app) => registerPages({ ...http, app }));
  publishApi(http, {
    title: "Trofast",
    version,
    description:
      "The customer club: everything a member does is an event; every point can be explained. All times are RFC 3339 with an offset, all amounts whole numbers of the smallest unit. Every refusal is a problem document (RFC 9457), and a query parameter that a call does not know is refused, never passed over.",
  });
  return http.app;
}
