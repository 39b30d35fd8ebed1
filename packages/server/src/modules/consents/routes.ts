import * as contract from "@trofast/contract/consents";
import { formatInstant } from "@trofast/engine/time";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Caller, Http } from "../../platform/http.ts";
import * as members from "../members/service.ts";
import type { ConsentRecord, Wording } from "./domain.ts";
import * as consents from "./service.ts";

export function registerConsentRoutes(http: Http): void {
  bindWordings(http);
  bindConsents(http);
  bindLinks(http);
}

function bindWordings(http: Http): void {
  bind(http, contract.listWordings, async ({ club, query }) => ({
    data: (await consents.newestWordings(club.db, query.language)).map(shownWording),
  }));

  bind(http, contract.publishWording, async ({ club, params, body }) =>
    shownWording(await consents.publishWording(club, { ...params, ...body })),
  );
}

function bindConsents(http: Http): void {
  bind(http, contract.myConsents, async ({ club, caller }) =>
    shown(await consents.standing(club.db, subjectOf(caller))),
  );

  bind(http, contract.putMyConsents, async ({ club, caller, body }) =>
    shown(
      await consents.change(club, {
        memberId: subjectOf(caller),
        consents: body.consents,
        contact: wishesOf(body.contact),
        source: "app",
        actor: "member",
        proof: `session ${caller.session?.id ?? ""}`,
      }),
    ),
  );

  bind(http, contract.memberConsents, async ({ club, params }) => {
    const { memberId } = await members.read(club.db, params);
    return shown(await consents.standing(club.db, memberId));
  });

  bind(http, contract.putMemberConsents, async ({ club, params, body, caller }) => {
    const { memberId } = await members.read(club.db, params);
    const { source, proof } = body;
    return shown(
      await consents.change(club, {
        memberId,
        consents: body.consents,
        contact: wishesOf(body.contact),
        source,
        actor: actorOf(caller),
        proof,
      }),
    );
  });

  bind(http, contract.mayContact, async ({ club, params, query }) => {
    const known = (await members.resolve(club.db, [params])).get(members.refKey(params));
    const memberId = known?.memberId ?? (await members.read(club.db, params)).memberId;
    const { until, ...answer } = await consents.mayContact(club, { memberId, ...query });
    return { ...answer, until: until === null ? null : formatInstant(until) };
  });
}

function bindLinks(http: Http): void {
  bind(http, contract.readUnsubscribe, async ({ club, params }) => {
    const read = await consents.readUnsubscribe(club, params.token);
    const { purpose, channel } = read;
    return { purpose, channel, given: await consents.isGiven(club.db, read) };
  });

  bind(http, contract.unsubscribe, async ({ club, params }) => {
    const { purpose, channel } = await consents.unsubscribe(club, params.token);
    return { purpose, channel, given: false };
  });
}

interface SaidWishes {
  readonly rhythm?: contract.ContactRhythm | undefined;
  readonly quiet?: { readonly from: string; readonly to: string } | null | undefined;
}

function wishesOf(said: SaidWishes | undefined): consents.Change["contact"] {
  if (said === undefined) return undefined;
  const { rhythm, quiet } = said;
  return {
    rhythm,
    quiet:
      quiet === null || quiet === undefined
        ? quiet
        : { from: consents.minutesOf(quiet.from), to: consents.minutesOf(quiet.to) },
  };
}

function actorOf(caller: Caller): string {
  return caller.kind === "key" ? `key:${caller.id}` : caller.id;
}

function shownWording({ publishedAt, ...wording }: Wording) {
  return { ...wording, publishedAt: formatInstant(publishedAt) };
}

function shown({ memberId, consents: newest, history, contact }: consents.Standing) {
  const { rhythm, quiet } = contact;
  return {
    memberId,
    consents: newest.map(shownRecord),
    history: history.map(shownRecord),
    contact: {
      rhythm,
      quiet:
        quiet === null
          ? null
          : { from: consents.clockOf(quiet.from), to: consents.clockOf(quiet.to) },
    },
  };
}

function shownRecord({ no: _no, at, ...record }: ConsentRecord) {
  return { ...record, at: formatInstant(at) };
}
