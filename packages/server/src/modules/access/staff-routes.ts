/** Staff over HTTP: people, signing in, and acts that take two. */
import * as actContract from "@trofast/contract/acts";
import type { Scope } from "@trofast/contract/endpoint";
import { passkeyOptions } from "@trofast/contract/passkeys";
import * as contract from "@trofast/contract/staff";
import { formatInstant } from "@trofast/engine/time";
import { publicUrl } from "../../platform/config.ts";
import { DomainError } from "../../platform/errors.ts";
import { bind, reply, subjectOf } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { requireLimit } from "../../platform/limits.ts";
import { storesShown } from "../../platform/store-scope.ts";
import * as acts from "./acts.ts";
import { CHALLENGE_MS, roles } from "./domain.ts";
import type { Act, Person } from "./domain.ts";
import * as passkeys from "./passkeys.ts";
import * as provider from "./provider.ts";
import { endSession, endSessionsOf, sessionCookie } from "./sessions.ts";
import * as staff from "./staff.ts";

export function registerStaffRoutes(http: Http): void {
  registerPeople(http);
  registerSignIn(http);
  registerProvider(http);
  registerOwn(http);
  registerOwnPasskeys(http);
  registerActs(http);
}

function registerPeople(http: Http): void {
  bind(http, contract.invitePerson, async ({ club, body, caller }) =>
    shownInvite(await staff.invitePerson(club, { by: caller, person: body })),
  );

  bind(http, contract.listStaff, async ({ club, caller, query }) => {
    const page = await staff.listStaff(club, { ...query, stores: storesShown(caller) });
    return { ...page, data: page.data.map(shownPerson) };
  });

  bind(http, contract.changePerson, async ({ club, params, body, caller }) =>
    shownPerson(await staff.changePerson(club, { by: caller, ...params, change: body })),
  );

  bind(http, contract.inviteAgain, async ({ club, params, caller }) =>
    shownInvite(await staff.inviteAgain(club, { by: caller, ...params })),
  );
}

function registerSignIn(http: Http): void {
  bind(http, contract.openInvite, async ({ club, body, address }) => {
    await passkeys.limitSignIn(club, address);
    const { person, question } = await passkeys.openInvite(club, body.token);
    return { person: shownPerson(person), question: shownQuestion(question) };
  });

  bind(http, contract.acceptInvite, async ({ club, body, address }) => {
    await passkeys.limitSignIn(club, address);
    return signedIn(http, await passkeys.acceptInvite(club, body));
  });

  bind(http, contract.askSignIn, async ({ club, address }) => {
    await passkeys.limitSignIn(club, address);
    return shownQuestion(await passkeys.askSignIn(club));
  });

  bind(http, contract.signIn, async ({ club, body, address }) => {
    await passkeys.limitSignIn(club, address);
    return signedIn(http, await passkeys.signIn(club, body));
  });
}

const BINDING_COOKIE = "trofast_provider";

function registerProvider(http: Http): void {
  bind(http, contract.askProvider, async ({ club, body, address }) => {
    await passkeys.limitSignIn(club, address);
    const { url, binding, expiresAt } = await provider.askProvider(club, body);
    const secure = isSecure(http) ? "; Secure" : "";
    const seconds = CHALLENGE_MS / 1000;
    const cookie = `${BINDING_COOKIE}=${binding}; Path=/v1/staff/provider; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
    return reply(
      { url, expiresAt: formatInstant(expiresAt) },
      { headers: { "set-cookie": cookie } },
    );
  });

  bind(http, contract.providerAnswer, async ({ club, query, headers, address }) => {
    await passkeys.limitSignIn(club, address);
    const binding = new RegExp(`(?:^|;\\s*)${BINDING_COOKIE}=(\\w{1,64})`).exec(
      headers.cookie ?? "",
    )?.[1];
    const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    );
    const answer = Object.fromEntries(given);
    const { token } = await provider.signInByProvider(club, { answer, binding: binding ?? "" });
    return reply(signedInPage(http.club.config.mount), {
      headers: {
        "set-cookie": sessionCookie("staff", token, isSecure(http), http.club.config.mount),
      },
    });
  });
}

/** Browsers follow the refresh with the cookie they have just got; a redirect from another site would come without. */
const signedInPage = (mount: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${mount}/staff">
<title>Signed in</title>
<p>You are signed in. <a href="${mount}/staff">Go on</a>.</p>
</html>
`;

function registerOwn(http: Http): void {
  bind(http, contract.readOwn, async ({ club, caller }) => {
    const person = await staff.personOf(club.db, caller);
    const known = await passkeys.passkeysOf(club, person.id);
    return {
      person: shownPerson(person),
      scopes: scopesOf(person),
      provenAt: formatInstant(caller.session?.provenAt ?? 0),
      passkeys: known.map(shownPasskey),
    };
  });

  bind(http, contract.signOut, async ({ club, caller, body }) => {
    const now = club.clock.now();
    if (body.everywhere)
      await endSessionsOf(club.db, { kind: "staff", subject: subjectOf(caller) }, now);
    else await endSession(club.db, caller.session?.id ?? "", now);
    return reply(null, {
      headers: { "set-cookie": sessionCookie("staff", "", isSecure(http), http.club.config.mount) },
    });
  });

  bind(http, contract.askStepUp, async ({ club, caller }) =>
    shownQuestion(await passkeys.askStepUp(club, caller)),
  );

  bind(http, contract.stepUp, async ({ club, caller, body }) => {
    const limit = { feature: "staff.step_up", subject: caller.id, most: 10, perSeconds: 300 };
    await requireLimit(club.db, [limit], club.clock.now());
    return { provenAt: formatInstant(await passkeys.proveAgain(club, { caller, ...body })) };
  });
}

function registerOwnPasskeys(http: Http): void {
  bind(http, contract.askPasskey, async ({ club, caller }) =>
    shownQuestion(await passkeys.askPasskey(club, caller)),
  );

  bind(http, contract.addPasskey, async ({ club, caller, body }) =>
    shownPasskey(await passkeys.addPasskey(club, { caller, ...body })),
  );

  bind(http, contract.renamePasskey, async ({ club, caller, params, body }) => {
    const renamed = { caller, id: params.passkeyId, ...body };
    return shownPasskey(await passkeys.renamePasskey(club, renamed));
  });

  bind(http, contract.removePasskey, async ({ club, caller, params }) => {
    await passkeys.removePasskey(club, { caller, id: params.passkeyId });
    return null;
  });
}

function registerActs(http: Http): void {
  bind(http, actContract.askAct, async (call) => {
    const { club, caller, body } = call;
    return await call.once(async (tx) =>
      shownAct(await acts.askAct(club, tx, { caller, ...body })),
    );
  });

  bind(http, actContract.listActs, async ({ club, caller, query }) => {
    const asked = { ...query, caller, waiting: query.waiting === "true" };
    const page = await acts.listActs(club, asked);
    return { ...page, data: page.data.map(shownAct) };
  });

  bind(http, actContract.approveAct, async ({ club, caller, params }) =>
    shownAct(await acts.approveAct(club, { caller, ...params })),
  );

  bind(http, actContract.undoAct, async ({ club, caller, params }) =>
    shownAct(await acts.undoAct(club, { caller, ...params })),
  );
}

function scopesOf({ role }: Person): Scope[] {
  return [...roles[role].scopes];
}

function isSecure({ club }: Http): boolean {
  return publicUrl(club.config).startsWith("https:");
}

function signedIn(http: Http, { person, token }: passkeys.SignedIn) {
  const cookie = sessionCookie("staff", token, isSecure(http), http.club.config.mount);
  return reply({ person: shownPerson(person), token }, { headers: { "set-cookie": cookie } });
}

function shownPerson({ createdAt, stores, ...person }: Person) {
  return {
    ...person,
    stores: stores === null ? null : [...stores],
    createdAt: formatInstant(createdAt),
  };
}

function shownInvite({ person, link, expiresAt }: staff.Invited) {
  return {
    person: shownPerson(person),
    invite: { link, expiresAt: formatInstant(expiresAt) },
  };
}

function shownQuestion({ challengeId, options, expiresAt }: passkeys.Question) {
  const read = passkeyOptions.safeParse(JSON.parse(JSON.stringify(options)));
  if (!read.success) throw new DomainError("internal", "The question for a passkey is no JSON.");
  return { challengeId, options: read.data, expiresAt: formatInstant(expiresAt) };
}

function shownPasskey({ id, name, createdAt, lastUsedAt, backedUp }: passkeys.Passkey) {
  return {
    id,
    name,
    backedUp,
    createdAt: formatInstant(createdAt),
    lastUsedAt: lastUsedAt === null ? null : formatInstant(lastUsedAt),
  };
}

function shownAct({ staffId, askedAt, dueAt, settledAt, payload, ...act }: Act) {
  return {
    ...act,
    payload: actContract.actPayload.parse(payload),
    askedBy: staffId,
    askedAt: formatInstant(askedAt),
    dueAt: formatInstant(dueAt),
    settledAt: settledAt === null ? null : formatInstant(settledAt),
  };
}
