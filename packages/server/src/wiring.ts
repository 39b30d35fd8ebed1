/** What a module asks of another against the direction of the map, tied together where a club is opened. */
import type { Club } from "./club.ts";
import type { Db } from "./platform/db.ts";
import * as access from "./modules/access/service.ts";
import * as activity from "./modules/activity/service.ts";
import * as checkout from "./modules/checkout/service.ts";
import * as demo from "./modules/demo/service.ts";
import * as insights from "./modules/insights/service.ts";
import * as members from "./modules/members/service.ts";
import * as programmes from "./modules/programmes/service.ts";
import * as rewards from "./modules/rewards/service.ts";
import * as settings from "./modules/settings/service.ts";
import * as shops from "./modules/shops/service.ts";

export function wire(club: Club): void {
  // An invented club has one person at its desk, and nobody whom a second one would protect.
  access.tieAlone(club, demo.isDemoStore);
  const meant = async (db: Db, ref: members.MemberRef): Promise<string | null> =>
    (await members.resolve(db, [ref])).get(members.refKey(ref))?.memberId ?? null;
  access.tieMeaning(club, {
    now: async (db, memberId) => (await meant(db, members.ownRef(memberId))) ?? memberId,
    byEmail: async (db, email) => await meant(db, { source: "email", id: email }),
  });
  settings.tieDemo(club, demo.isDemoStore);
  demo.tieTeller(club, wire);
  programmes.tieVisits(club, () => insights.daysBetweenVisits(club));
  programmes.tiePromises(club, members.haveJoined);
  members.tieForgetting(club, activity.forgetField);
  programmes.tieQuestions(club, members.listFields);
  checkout.tieShops(club, shops.printers);
  rewards.tieTaken(club, shops.takenSince);
  activity.tieDue(club, (memberId) => rewards.bringUpToDate(club, { memberId }));
}
