/**
 * Signing in with a passkey (Web Authentication, level 3): a key pair that never leaves the person's device, bound to
 * the club's address and opened there by finger, face or PIN. So it is two factors at once, and cannot be phished.
 * Every question is asked once and answered once.
 */
import { randomBytes } from "node:crypto";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { z } from "zod";
import type { CredentialUse, NewCredential } from "@trofast/contract/passkeys";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { publicUrl } from "../../platform/config.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { subjectOf } from "../../platform/http.ts";
import { requireLimit } from "../../platform/limits.ts";
import { audit } from "./audit.ts";
import { CHALLENGE_MS, PASSKEYS_PER_PERSON_MAX, randomText } from "./domain.ts";
import type { Person } from "./domain.ts";
import { requireProof } from "./proof.ts";
import * as store from "./passkey-store.ts";
import { endSessionsOf, openSession, stepUp } from "./sessions.ts";
import { inviteHash, personOf } from "./staff.ts";
import * as staff from "./staff-store.ts";

export type { Passkey } from "./passkey-store.ts";

const CHALLENGE_ID_LENGTH = 32;

/** What a browser is asked, until `expiresAt`. */
export interface Question {
  readonly challengeId: string;
  readonly options: object;
  readonly expiresAt: number;
}

/** What passkeys are bound to: the club's own address, and no other. */
const siteOf = perClub((club) => {
  const origin = new URL(publicUrl(club.config)).origin;
  return { origin, rpId: new URL(origin).hostname };
});

/** The same for every failure: whoever tries does not learn what was wrong. */
export function signInFailed(cause?: unknown): DomainError {
  return new DomainError(
    "sign_in_failed",
    "This did not sign anybody in. Links and questions work once and for a while; start again.",
    { cause },
  );
}

/** @throws DomainError `rate_limited`: at most 30 tries a minute and 200 an hour from one address. */
export async function limitSignIn(club: Club, address: string): Promise<void> {
  const subject = address;
  await requireLimit(
    club.db,
    [
      { feature: "staff.sign_in", subject, most: 30, perSeconds: 60 },
      { feature: "staff.sign_in", subject, most: 200, perSeconds: 3_600 },
    ],
    club.clock.now(),
  );
}

async function ask(
  club: Club,
  purpose: store.Purpose,
  asked: {
    readonly options: { readonly challenge: string };
    readonly staffId: string | null;
    /** The only one in which it can be answered. */
    readonly sessionId?: string | undefined;
  },
): Promise<Question> {
  const challengeId = randomText(CHALLENGE_ID_LENGTH, randomBytes);
  const expiresAt = club.clock.now() + CHALLENGE_MS;
  const { options, staffId, sessionId } = asked;
  const { challenge } = options;
  await store.insertChallenge(club.db, {
    id: challengeId,
    purpose,
    challenge,
    staffId,
    details: sessionId === undefined ? null : { sessionId },
    expiresAt,
  });
  return { challengeId, options, expiresAt };
}

async function creationOptions(club: Club, person: Person) {
  const known = await store.passkeysOf(club.db, person.id);
  return await generateRegistrationOptions({
    rpName: "Trofast",
    rpID: siteOf(club).rpId,
    userName: person.email ?? person.name,
    userDisplayName: person.name,
    userID: Uint8Array.from(Buffer.from(person.id)),
    timeout: CHALLENGE_MS,
    attestationType: "none",
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** @throws DomainError `sign_in_failed` where the link is unknown, used or too old. */
export async function openInvite(
  club: Club,
  token: string,
): Promise<{ person: Person; question: Question }> {
  const person = await staff.findInvited(club.db, inviteHash(token), club.clock.now());
  if (person === undefined || person.status === "disabled") throw signInFailed();
  const options = await creationOptions(club, person);
  return { person, question: await ask(club, "enrol", { options, staffId: person.id }) };
}

export interface SignedIn {
  readonly person: Person;
  readonly token: string;
}

/**
 * Takes an invitation up with a new passkey, and signs in. Everywhere else the person is signed out: whoever needed a
 * new link may have lost a device.
 *
 * @throws DomainError `sign_in_failed`.
 */
export async function acceptInvite(
  club: Club,
  input: {
    readonly token: string;
    readonly challengeId: string;
    readonly credential: NewCredential;
    readonly name: string;
  },
): Promise<SignedIn> {
  const now = club.clock.now();
  const invited = await staff.findInvited(club.db, inviteHash(input.token), now);
  if (invited === undefined || invited.status === "disabled") throw signInFailed();
  const passkey = await verifyNew(club, "enrol", { ...input, staffId: invited.id });
  return await transaction(club.db, async (tx) => {
    if (!(await staff.useInvite(tx, inviteHash(input.token), now))) throw signInFailed();
    if (!(await store.insertPasskey(tx, passkey))) throw signInFailed();
    const person = { ...invited, status: "active" as const };
    await staff.updatePerson(tx, person);
    await endSessionsOf(tx, { kind: "staff", subject: person.id }, now);
    return await enter(club, tx, { person, act: "staff.enrolled" });
  });
}

/** Opens a session and says so in the trail. */
export async function enter(
  club: Club,
  tx: Tx,
  { person, act }: { readonly person: Person; readonly act: string },
): Promise<SignedIn> {
  const now = club.clock.now();
  const { session, token } = await openSession(tx, { kind: "staff", subject: person.id }, now);
  const entry = {
    actor: `staff:${person.id}`,
    act,
    subjects: [person.id],
    requestId: session.id,
    status: null,
    detail: {},
  };
  await audit(tx, entry, now);
  return { person, token };
}

async function verifyNew(
  club: Club,
  purpose: "enrol" | "add",
  input: {
    readonly challengeId: string;
    readonly credential: NewCredential;
    readonly name: string;
    readonly staffId: string;
  },
): Promise<store.Passkey> {
  const now = club.clock.now();
  const asked = await store.takeChallenge(club.db, { id: input.challengeId, purpose, now });
  if (asked === undefined || asked.staffId !== input.staffId) throw signInFailed();
  const { origin, rpId } = siteOf(club);
  const { id, rawId, type, response } = input.credential;
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { id, rawId, type, response, clientExtensionResults: {} },
    expectedChallenge: asked.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw signInFailed(error);
  });
  if (registrationInfo === undefined) throw signInFailed();
  const { credential, credentialBackedUp } = registrationInfo;
  return {
    id: credential.id,
    staffId: input.staffId,
    name: input.name,
    publicKey: credential.publicKey,
    counter: credential.counter,
    transports: response.transports,
    backedUp: credentialBackedUp,
    createdAt: now,
    lastUsedAt: null,
  };
}

/** Asks for any passkey of the club's: it knows itself whose it is, so nobody learns who is of the staff. */
export async function askSignIn(club: Club): Promise<Question> {
  return await ask(club, "sign_in", { options: await useOptions(club, []), staffId: null });
}

async function useOptions(club: Club, passkeys: readonly store.Passkey[]) {
  return await generateAuthenticationOptions({
    rpID: siteOf(club).rpId,
    timeout: CHALLENGE_MS,
    userVerification: "required",
    allowCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
  });
}

interface UseInput {
  readonly challengeId: string;
  readonly credential: CredentialUse;
}

/** @throws DomainError `sign_in_failed`. */
export async function signIn(club: Club, input: UseInput): Promise<SignedIn> {
  const { passkey, counter } = await verifyUse(club, "sign_in", input);
  const now = club.clock.now();
  return await transaction(club.db, async (tx) => {
    const person = await staff.findPerson(tx, passkey.staffId);
    if (person === undefined || person.status !== "active") throw signInFailed();
    if (!(await store.noteUse(tx, { id: passkey.id, counter, now }))) throw signInFailed();
    return await enter(club, tx, { person, act: "staff.signed_in" });
  });
}

async function verifyUse(
  club: Club,
  purpose: "sign_in" | "step_up",
  { challengeId, credential }: UseInput,
): Promise<{ asked: store.Challenge; passkey: store.Passkey; counter: number }> {
  const now = club.clock.now();
  const asked = await store.takeChallenge(club.db, { id: challengeId, purpose, now });
  const passkey = await store.findPasskey(club.db, credential.id);
  if (asked === undefined || passkey === undefined) throw signInFailed();
  const { origin, rpId } = siteOf(club);
  const { id, rawId, type } = credential;
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  const answer = await verifyAuthenticationResponse({
    response: {
      id,
      rawId,
      type,
      response: {
        clientDataJSON,
        authenticatorData,
        signature,
        ...(userHandle === undefined ? {} : { userHandle }),
      },
      clientExtensionResults: {},
    },
    expectedChallenge: asked.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: passkey.id, publicKey: passkey.publicKey, counter: passkey.counter },
  }).catch((error: unknown) => {
    throw signInFailed(error);
  });
  if (!answer.verified) throw signInFailed();
  return { asked, passkey, counter: answer.authenticationInfo.newCounter };
}

export async function askStepUp(club: Club, caller: Caller): Promise<Question> {
  const staffId = subjectOf(caller);
  const passkeys = await store.passkeysOf(club.db, staffId);
  const options = await useOptions(club, passkeys);
  return await ask(club, "step_up", { options, staffId, sessionId: caller.session?.id });
}

const stepUpDetails = z.object({ sessionId: z.string() });

/** @returns when it was proven, in the session that was asked. @throws DomainError `sign_in_failed`. */
export async function proveAgain(
  club: Club,
  { caller, ...input }: UseInput & { readonly caller: Caller },
): Promise<number> {
  const { asked, passkey, counter } = await verifyUse(club, "step_up", input);
  const staffId = subjectOf(caller);
  const { sessionId } = stepUpDetails.parse(asked.details);
  const isOwn = asked.staffId === staffId && passkey.staffId === staffId;
  if (!isOwn || caller.session?.id !== sessionId) throw signInFailed();
  const now = club.clock.now();
  await transaction(club.db, async (tx) => {
    if (!(await store.noteUse(tx, { id: passkey.id, counter, now }))) throw signInFailed();
    await stepUp(tx, sessionId, now);
  });
  return now;
}

export async function passkeysOf(club: Club, staffId: string): Promise<store.Passkey[]> {
  return await store.passkeysOf(club.db, staffId);
}

/** @throws DomainError `step_up_required`. */
export async function askPasskey(club: Club, caller: Caller): Promise<Question> {
  requireProof(caller, club.clock.now());
  const person = await personOf(club.db, caller);
  const options = await creationOptions(club, person);
  return await ask(club, "add", { options, staffId: person.id });
}

/**
 * Adds a passkey and signs the person out everywhere else.
 *
 * @throws DomainError `step_up_required`, `sign_in_failed`, `conflict`.
 */
export async function addPasskey(
  club: Club,
  input: {
    readonly caller: Caller;
    readonly challengeId: string;
    readonly credential: NewCredential;
    readonly name: string;
  },
): Promise<store.Passkey> {
  const { caller } = input;
  const now = club.clock.now();
  requireProof(caller, now);
  const staffId = subjectOf(caller);
  const passkey = await verifyNew(club, "add", { ...input, staffId });
  await transaction(club.db, async (tx) => {
    const known = await store.lockPasskeys(tx, staffId);
    if (known.length >= PASSKEYS_PER_PERSON_MAX) {
      throw new DomainError(
        "conflict",
        `You have ${PASSKEYS_PER_PERSON_MAX} passkeys; remove one that you do not use any more.`,
      );
    }
    if (!(await store.insertPasskey(tx, passkey)))
      throw new DomainError("conflict", "This passkey is known already.");
    await endSessionsOf(tx, { kind: "staff", subject: staffId }, now, caller.session?.id);
  });
  return passkey;
}

/** @throws DomainError `not_found`. */
export async function renamePasskey(
  club: Club,
  { caller, id, name }: { readonly caller: Caller; readonly id: string; readonly name: string },
): Promise<store.Passkey> {
  const staffId = subjectOf(caller);
  await store.renamePasskey(club.db, { staffId, id, name });
  const passkey = await store.findPasskey(club.db, id);
  if (passkey === undefined || passkey.staffId !== staffId) throw unknownPasskey();
  return passkey;
}

/** @throws DomainError `not_found`, `last_passkey`, `step_up_required`. */
export async function removePasskey(
  club: Club,
  { caller, id }: { readonly caller: Caller; readonly id: string },
): Promise<void> {
  const now = club.clock.now();
  requireProof(caller, now);
  const staffId = subjectOf(caller);
  await transaction(club.db, async (tx) => {
    const passkeys = await store.lockPasskeys(tx, staffId);
    if (!passkeys.some((passkey) => passkey.id === id)) throw unknownPasskey();
    if (passkeys.length === 1) {
      throw new DomainError("last_passkey", "Add another passkey before you remove this one.");
    }
    await store.deletePasskey(tx, id);
    await endSessionsOf(tx, { kind: "staff", subject: staffId }, now, caller.session?.id);
  });
}

function unknownPasskey(): DomainError {
  return new DomainError("not_found", "You have no passkey with this id.");
}
