import * as contract from "@trofast/contract/members";
import { formatInstant } from "@trofast/engine/time";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as members from "./service.ts";

export function registerMemberRoutes(http: Http): void {
  bind(http, contract.putMember, async ({ club, params, body }) => {
    return shown(await members.put(club, { ...params, ...body }));
  });

  bind(http, contract.getMember, async ({ club, params }) => {
    return shown(await members.read(club.db, params));
  });

  bind(http, contract.getMemberById, async ({ club, params }) => {
    return shown(await members.readById(club.db, params.memberId));
  });
}

function shown(member: members.Member) {
  return {
    ...member,
    createdAt: formatInstant(member.createdAt),
    identities: member.identities.map((each) => ({ ...each, since: formatInstant(each.since) })),
  };
}
