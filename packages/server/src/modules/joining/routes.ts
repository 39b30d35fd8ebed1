import type { IncomingHttpHeaders } from "node:http";
import * as contract from "@trofast/contract/joining";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { bind, reply, sessionOf, subjectOf } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import * as joining from "./service.ts";

export function registerJoiningRoutes(http: Http): void {
  bindEntrances(http);
  bindSessions(http);
  bindIdentities(http);

  bind(http, contract.freeze, async ({ club, params, body }) => {
    const { reason } = body;
    return await joining.setFrozen(club, { member: params, frozen: true, reason });
  });

  bind(http, contract.unfreeze, async ({ club, params, body, caller }) => {
    const { reason } = body;
    const { memberId } = await members.read(club, params);
    await access.requireOtherMembership(club, caller, memberId);
    return await joining.setFrozen(club, { member: params, frozen: false, reason });
  });
}

function bindEntrances(http: Http): void {
  bind(http, contract.join, async ({ club, body, address, headers }) => {
    const language = body.language ?? headers["accept-language"];
    return shownCode(await joining.askToJoin(club, { ...body, language, address }));
  });

  bind(http, contract.verify, async ({ club, body, address, headers }) => {
    const device = deviceOf(club, body, headers);
    return entered(club, await joining.enter(club, { ...body, address, device }), device);
  });

  bind(http, contract.joinToken, async ({ club, body, caller }) => {
    const { expiresAt, ...token } = await joining.openTillToken(club, {
      caller: caller.id,
      stores: caller.stores,
      store: body.store,
    });
    return { ...token, expiresAt: formatInstant(expiresAt) };
  });

  bind(http, contract.redeem, async ({ club, body, address, headers }) => {
    const device = deviceOf(club, body, headers);
    return entered(club, await joining.enterAtTill(club, { ...body, address, device }), device);
  });
}

/** By what the device is known again: what an app says, what a browser has kept, or what it keeps from now on. */
function deviceOf(
  club: Club,
  body: { readonly device?: string | undefined },
  headers: IncomingHttpHeaders,
): string {
  return body.device ?? access.deviceLabelIn(headers, club.config.mount) ?? access.newDeviceLabel();
}

function bindSessions(http: Http): void {
  bind(http, contract.signOut, async ({ club, caller }) => {
    await access.endSession(club.db, sessionOf(caller).id, club.clock.now());
    return signedOut(club);
  });

  bind(http, contract.signOutEverywhere, async ({ club, caller }) => {
    await access.endDevicesOf(club.db, subjectOf(caller), club.clock.now());
    return signedOut(club);
  });

  bind(http, contract.stepUp, async ({ club, caller, body, address }) => {
    const memberId = subjectOf(caller);
    return shownCode(await joining.askToProve(club, { memberId, address, source: body.source }));
  });

  bind(http, contract.readStepUp, async ({ club, caller }) => {
    const until = sessionOf(caller).provenAt + joining.PROOF_MS;
    return { provenUntil: until > club.clock.now() ? formatInstant(until) : null };
  });

  bind(http, contract.askPresence, async ({ club, caller }) => {
    const { id: sessionId, subject: memberId } = sessionOf(caller);
    const { expiresAt, ...shown } = await joining.askPresence(club, { memberId, sessionId });
    return { ...shown, expiresAt: formatInstant(expiresAt) };
  });

  bind(http, contract.confirmPresence, async ({ club, caller, params, body }) => {
    const { memberId } = await members.read(club, params);
    const until = await joining.confirmPresence(club, { caller, memberId, token: body.token });
    return { memberId, provenUntil: formatInstant(until) };
  });

  bind(http, contract.verifyStepUp, async ({ club, caller, body, address }) => {
    const { id: sessionId, subject: memberId } = sessionOf(caller);
    const provenUntil = await joining.prove(club, { ...body, memberId, sessionId, address });
    return { provenUntil: formatInstant(provenUntil) };
  });
}

function bindIdentities(http: Http): void {
  bind(http, contract.listIdentities, async ({ club, caller }) =>
    shownIdentities(await joining.listIdentities(club, subjectOf(caller))),
  );

  bind(http, contract.addIdentity, async ({ club, caller, body, address }) => {
    const { subject: memberId, provenAt } = sessionOf(caller);
    return shownCode(await joining.addIdentity(club, { ...body, memberId, provenAt, address }));
  });

  bind(http, contract.verifyIdentity, async ({ club, caller, body, address }) =>
    shownIdentities(
      await joining.verifyIdentity(club, { ...body, memberId: subjectOf(caller), address }),
    ),
  );

  bind(http, contract.removeIdentity, async ({ club, caller, params }) => {
    const { subject: memberId, provenAt } = sessionOf(caller);
    return shownIdentities(await joining.removeIdentity(club, { memberId, provenAt, ref: params }));
  });
}

function shownCode({ expiresAt, ...sent }: Awaited<ReturnType<typeof joining.askToJoin>>) {
  return { ...sent, expiresAt: formatInstant(expiresAt) };
}

function entered(club: Club, { expiresAt, ...rest }: joining.Entered, device: string) {
  const { mount } = club.config;
  const session = access.sessionCookie("member", rest.token, isSecure(club), mount);
  const known = access.deviceCookie(device, isSecure(club), mount);
  return reply(
    { ...rest, expiresAt: formatInstant(expiresAt) },
    { headers: { "set-cookie": [session, known] } },
  );
}

function signedOut(club: Club) {
  return reply(null, {
    headers: {
      "set-cookie": access.sessionCookie("member", "", isSecure(club), club.config.mount),
    },
  });
}

/** Browsers send a secure cookie by https alone; on the machine of whoever tries the club out there is none. */
function isSecure(club: Club): boolean {
  return club.config.url?.startsWith("https:") ?? false;
}

function shownIdentities(identities: Awaited<ReturnType<typeof joining.listIdentities>>) {
  return {
    data: identities.map(({ source, id, since, until, provenAt }) => ({
      source,
      id,
      since: formatInstant(since),
      until: until === null ? null : formatInstant(until),
      provenAt: provenAt === null ? null : formatInstant(provenAt),
    })),
  };
}
