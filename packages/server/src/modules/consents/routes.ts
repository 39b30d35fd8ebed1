import * as contract from "@trofast/contract/consents";
import * as confirming from "@trofast/contract/consents-confirming";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Caller, Http } from "../../platform/http.ts";
import * as members from "../members/service.ts";
import { recordedBy } from "./domain.ts";
import type { ConsentRecord, Wording } from "./domain.ts";
import * as consents from "./service.ts";

export function registerConsentRoutes(http: Http): void {
  bindWordings(http);
  bindConsents(http);
  bindGate(http);
  bindLinks(http);
  bindRequests(http);
  bindAnswers(http);
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
    shown(
      club,
      await consents.standing(club.db, { memberId: subjectOf(caller), now: club.clock.now() }),
    ),
  );

  bind(http, contract.putMyConsents, async ({ club, caller, body }) =>
    shown(
      club,
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
    const { memberId } = await members.read(club, params);
    return shown(club, await consents.standing(club.db, { memberId, now: club.clock.now() }));
  });

  bind(http, contract.putMemberConsents, async ({ club, params, body, caller }) => {
    const { memberId } = await members.read(club, params);
    const { source, proof, confirmed } = body;
    if (confirmed && !mayVouch(caller))
      throw new DomainError(
        "forbidden",
        "Consents without asking the member need the scope privacy. Leave confirmed out, and the member is asked.",
      );
    return shown(
      club,
      await consents.recordFor(club, {
        confirmed,
        memberId,
        consents: body.consents,
        contact: wishesOf(body.contact),
        source,
        actor: actorOf(caller),
        proof,
      }),
    );
  });
}

/** Whoever sends asks here. */
function bindGate(http: Http): void {
  bind(http, contract.mayContact, async ({ club, params, query }) => {
    const known = (await members.resolve(club.db, [params], club.config.phoneCountry)).get(
      members.refKey(params),
    );
    const memberId = known?.memberId ?? (await members.read(club, params)).memberId;
    const { until, ...answer } = await consents.mayContact(club, { memberId, ...query });
    return { ...answer, until: until === null ? null : formatInstant(until) };
  });

  bind(http, contract.countContact, async ({ club, params, body, caller }) => {
    const { memberId } = await members.read(club, params);
    const { id: message, ...asked } = body;
    const sender = actorOf(caller);
    const { until, ...answer } = await consents.countContact(club, {
      memberId,
      sender,
      message,
      ...asked,
    });
    return {
      ...answer,
      until: until === null ? null : formatInstant(until),
      unsubscribe: answer.allowed
        ? await consents.unsubscribeLink(club, { memberId, ...asked })
        : null,
    };
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

function bindRequests(http: Http): void {
  bind(http, confirming.askToConfirm, async ({ club, params, body }) => {
    const { memberId } = await members.read(club, params);
    const asked = await consents.askAgain(club, memberId, body.by);
    return {
      requests: asked.map(({ request: { way, expiresAt }, token }) => {
        const link = way === null ? consents.linkOf(club, token) : { path: null, url: null };
        return { way, expiresAt: formatInstant(expiresAt), ...link };
      }),
    };
  });

  bind(http, confirming.readRequest, async ({ club, params }) =>
    shownRequest(await consents.readRequest(club, params.token)),
  );

  bind(http, confirming.confirmRequest, async ({ club, params }) =>
    shownRequest(await consents.confirm(club, params.token)),
  );
}

function bindAnswers(http: Http): void {
  bind(http, confirming.answerPending, async ({ club, caller, body }) => {
    const memberId = subjectOf(caller);
    await consents.answer(club, { ...body, memberId, sessionId: caller.session?.id ?? "" });
    return shown(club, await consents.standing(club.db, { memberId, now: club.clock.now() }));
  });
}

const mayVouch = ({ scopes }: Caller): boolean => scopes.has("privacy") || scopes.has("admin");

function shownRequest({ expiresAt, consents: asked, ...rest }: consents.Followed) {
  return { ...rest, consents: [...asked], expiresAt: formatInstant(expiresAt) };
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

async function shown(
  club: Club,
  { memberId, consents: newest, history, contact, pending }: consents.Standing,
) {
  const { rhythm, quiet } = contact;
  return {
    memberId,
    consents: newest.map(shownRecord),
    history: history.map(shownRecord),
    pending: pending.map(shownPending),
    contact: {
      rhythm,
      quiet:
        quiet === null
          ? null
          : { from: consents.clockOf(quiet.from), to: consents.clockOf(quiet.to) },
      most: await consents.budgets(club),
    },
  };
}

function shownRecord({ no: _no, at, ...record }: ConsentRecord) {
  return { ...record, at: formatInstant(at) };
}

function shownPending({ choice, request, wording }: consents.Standing["pending"][number]) {
  const { askedAt, ...rest } = choice;
  const { way, expiresAt, sentAt } = request;
  return {
    ...rest,
    wording,
    recordedBy: recordedBy(choice.actor),
    way,
    askedAt: formatInstant(askedAt),
    expiresAt: formatInstant(expiresAt),
    sentAt: sentAt === null ? null : formatInstant(sentAt),
  };
}
