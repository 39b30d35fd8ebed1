/**
 * Signing in by the company's own identity provider (OpenID Connect, authorization code flow with PKCE, state and
 * nonce). It tells who somebody is; whether they are of the staff is decided here: only who was invited with the e-mail
 * address it has verified, or has come this way before, is let in. Nobody is ever made.
 */
import { randomBytes } from "node:crypto";
import * as oidc from "openid-client";
import { z } from "zod";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { publicUrl } from "../../platform/config.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { CHALLENGE_MS, randomText } from "./domain.ts";
import { enter, signInFailed } from "./passkeys.ts";
import type { SignedIn } from "./passkeys.ts";
import * as store from "./passkey-store.ts";
import { stepUp } from "./sessions.ts";
import { readToken } from "./domain.ts";
import * as staff from "./staff-store.ts";

const ANSWER_PATH = "/v1/staff/provider/answer";
const QUESTION_ID_LENGTH = 32;
const REQUEST_SECONDS_MAX = 10;
/** The provider's clock may go before ours. */
const SKEW_MS = 60_000;

const configurationOf = perClub((): { found: Promise<oidc.Configuration> | undefined } => ({
  found: undefined,
}));

/** Reads the provider's description once; a failure is not kept, so that the next try asks again. */
async function configuration(club: Club): Promise<oidc.Configuration> {
  const provider = club.config.oidc;
  if (provider === null) {
    throw new DomainError(
      "not_found",
      "This club signs nobody in by an identity provider. Use a passkey.",
    );
  }
  const known = configurationOf(club);
  known.found ??= discover(provider);
  try {
    return await known.found;
  } catch (cause) {
    known.found = undefined;
    club.log.warn({ err: cause }, "identity provider");
    throw signInFailed(cause);
  }
}

async function discover(
  provider: NonNullable<Club["config"]["oidc"]>,
): Promise<oidc.Configuration> {
  const issuer = new URL(provider.issuer);
  const isOwnMachine = ["localhost", "127.0.0.1", "[::1]"].includes(issuer.hostname);
  return await oidc.discovery(issuer, provider.clientId, provider.clientSecret, undefined, {
    timeout: REQUEST_SECONDS_MAX,
    // Plain http only to try things out on one machine.
    execute: [
      oidc.enableNonRepudiationChecks,
      ...(isOwnMachine ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

const secrets = z.object({ nonce: z.string(), verifier: z.string() });

export interface ProviderQuestion {
  readonly url: string;
  /** Goes into a cookie of this browser: the answer counts only where it comes back. */
  readonly binding: string;
  readonly expiresAt: number;
}

/** @throws DomainError `not_found` where there is no provider, `sign_in_failed` where it does not answer. */
export async function askProvider(
  club: Club,
  how: { readonly fresh: boolean },
): Promise<ProviderQuestion> {
  const found = await configuration(club);
  const verifier = oidc.randomPKCECodeVerifier();
  const nonce = oidc.randomNonce();
  const state = oidc.randomState();
  const binding = randomText(QUESTION_ID_LENGTH, randomBytes);
  const expiresAt = club.clock.now() + CHALLENGE_MS;
  await store.insertChallenge(club.db, {
    id: binding,
    purpose: "provider",
    challenge: state,
    staffId: null,
    details: { nonce, verifier },
    expiresAt,
  });
  const url = oidc.buildAuthorizationUrl(found, {
    redirect_uri: `${publicUrl(club.config)}${ANSWER_PATH}`,
    response_type: "code",
    scope: "openid email",
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(how.fresh ? { prompt: "login", max_age: "0" } : {}),
  });
  return { url: url.href, binding, expiresAt };
}

const claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(500),
  email: z.string().max(254).optional(),
  email_verified: z.boolean().optional(),
  auth_time: z.number().optional(),
});

/**
 * Signs in who comes back from the provider.
 *
 * @param answer the query of the address they came back to.
 * @throws DomainError `sign_in_failed`.
 */
export async function signInByProvider(
  club: Club,
  { answer, binding }: { readonly answer: Record<string, string>; readonly binding: string },
): Promise<SignedIn> {
  const found = await configuration(club);
  const now = club.clock.now();
  const asked = await store.takeChallenge(club.db, { id: binding, purpose: "provider", now });
  if (asked === undefined) throw signInFailed();
  const { nonce, verifier } = secrets.parse(asked.details);
  const url = new URL(`${publicUrl(club.config)}${ANSWER_PATH}`);
  url.search = new URLSearchParams(answer).toString();
  const tokens = await oidc
    .authorizationCodeGrant(found, url, {
      expectedNonce: nonce,
      expectedState: asked.challenge,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    .catch((cause: unknown) => {
      club.log.warn({ err: cause }, "identity provider");
      throw signInFailed(cause);
    });
  return await enterAs(club, claims.parse(tokens.claims()));
}

async function enterAs(club: Club, who: z.infer<typeof claims>): Promise<SignedIn> {
  const subject = `${who.iss} ${who.sub}`;
  const email = who.email_verified === true ? (who.email?.toLowerCase() ?? null) : null;
  return await transaction(club.db, async (tx) => {
    const known = await staff.findForProvider(tx, { subject, email });
    if (known === undefined || known.person.status === "disabled") throw signInFailed();
    const person = { ...known.person, status: "active" as const };
    if (known.subject === null) await staff.setSubject(tx, person.id, subject);
    if (known.person.status !== "active") await staff.updatePerson(tx, person);
    const signedIn = await enter(club, tx, { person, act: "staff.signed_in" });
    const session = readToken(signedIn.token);
    // A provider that remembered them asked for no proof: then the session has none that is new.
    const provenAt = (who.auth_time ?? 0) * 1000;
    const now = club.clock.now();
    if (session !== null) await stepUp(tx, session.id, Math.min(provenAt, now + SKEW_MS));
    return signedIn;
  });
}
