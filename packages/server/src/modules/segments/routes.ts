import { Readable } from "node:stream";
import * as contract from "@trofast/contract/segments";
import { formatInstant } from "@trofast/engine/time";
import { openCsv } from "../../platform/csv.ts";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Caller, Http } from "../../platform/http.ts";
import * as members from "../members/service.ts";
import type { Membership } from "./domain.ts";
import * as segments from "./service.ts";

export function registerSegmentRoutes(http: Http): void {
  bind(http, contract.listSegments, async ({ club }) => ({
    data: (await segments.list(club)).map(({ name, ...rest }) => ({ ...rest, name: copied(name) })),
  }));

  bind(http, contract.listSegmentMembers, async ({ club, params, query }) => {
    const { data, ...rest } = await segments.listMembers(club.db, { ...params, ...query });
    const names = await members.fullNames(
      club.db,
      data.map(({ memberId }) => memberId),
    );
    return {
      ...rest,
      data: data.map((each) => ({
        ...shownPlace(each),
        memberName: names.get(each.memberId) ?? null,
      })),
    };
  });

  bind(http, contract.putSegmentMember, async ({ club, params, body, caller }) => {
    const { memberId } = await members.read(club, params);
    const { segment } = params;
    const actor = actorOf(caller);
    return shownPlace(await segments.put(club, { segment, memberId, actor, reason: body.reason }));
  });

  bind(http, contract.removeSegmentMember, async ({ club, params }) => {
    const { memberId } = await members.read(club, params);
    await segments.remove(club, { segment: params.segment, memberId });
    return null;
  });

  bind(http, contract.importSegmentMembers, async ({ club, params, body, caller }) => {
    const table = await openCsv(Readable.from([body]));
    return await segments.importTable(club, { ...params, table, actor: actorOf(caller) });
  });

  bind(http, contract.segmentsOfMember, async ({ club, params }) => {
    const { memberId } = await members.read(club, params);
    return { data: (await segments.ofMember(club, memberId)).map(shownMembership) };
  });

  bind(http, contract.mySegments, async ({ club, caller }) => {
    const { memberId } = await members.readById(club.db, subjectOf(caller));
    return { data: (await segments.ofMember(club, memberId)).map(shownMembership) };
  });
}

const actorOf = ({ kind, id }: Caller): string => (kind === "key" ? `key:${id}` : id);

type Name = Awaited<ReturnType<typeof segments.list>>[number]["name"];

const copied = (name: Name) => (typeof name === "string" ? name : { ...name });

function shownPlace({ since, ...rest }: Membership) {
  return { ...rest, since: formatInstant(since) };
}

function shownMembership({ segment, name, reason, since, means }: segments.Told) {
  return {
    segment,
    name: copied(name),
    reason,
    since: formatInstant(since),
    means: means.map((each) => ({ ...each, name: copied(each.name) })),
  };
}
