/** What a module asks of another against the direction of the map, tied together where a club is opened. */
import type { Club } from "./club.ts";
import * as members from "./modules/members/service.ts";
import * as programmes from "./modules/programmes/service.ts";

export function wire(club: Club): void {
  programmes.tiePromises(club, members.haveJoined);
}
