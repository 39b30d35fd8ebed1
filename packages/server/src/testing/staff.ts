/** People of the staff for tests, signed in with a passkey the way a person does it. */
import { randomBytes } from "node:crypto";
import * as contract from "@trofast/contract/staff";
import type { StaffRole } from "@trofast/contract/staff";
import { anAuthenticator } from "./authenticator.ts";
import type { Authenticator } from "./authenticator.ts";
import type { TestClub } from "./club.ts";

/** Everybody comes from an address of their own, so that limits by address do not meet. */
export const elsewhere = (): Record<string, string> => ({
  "x-forwarded-for": `2001:db8:${Array.from(randomBytes(2), (byte) => byte.toString(16)).join(":")}::1`,
});

export interface TestPerson {
  readonly id: string;
  /** The session's token: pass it as `key`. */
  readonly token: string;
  readonly passkey: Authenticator;
}

/** Invites somebody with the admin key, and takes the invitation up with a new passkey. */
export async function aPerson(
  room: TestClub,
  role: StaffRole,
  more: { readonly stores?: string[]; readonly memberId?: string; readonly email?: string } = {},
): Promise<TestPerson> {
  const invited = await room.call(contract.invitePerson, {
    body: { name: `A ${role}`, role, ...more },
  });
  return await accept(room, invited.answer.invite.link);
}

/** Takes up the invitation in a link. */
export async function accept(
  room: TestClub,
  link: string,
  passkey: Authenticator = anAuthenticator(),
): Promise<TestPerson> {
  const token = link.split("#")[1] ?? "";
  const opened = await room.call(contract.openInvite, {
    key: null,
    headers: elsewhere(),
    body: { token },
  });
  const { challengeId, options } = opened.answer.question;
  const credential = passkey.create(options);
  const entered = await room.call(contract.acceptInvite, {
    key: null,
    headers: elsewhere(),
    body: { token, challengeId, credential, name: "laptop" },
  });
  return { id: entered.answer.person.id, token: entered.answer.token, passkey };
}

/** Signs somebody in anew; the answer, whatever it is. */
export async function signIn(
  room: TestClub,
  passkey: Authenticator,
  bent: Parameters<Authenticator["use"]>[1] = {},
) {
  const asked = await room.call(contract.askSignIn, { key: null, headers: elsewhere(), body: {} });
  const { challengeId, options } = asked.answer;
  const credential = passkey.use(options, bent);
  return await room.call(contract.signIn, {
    key: null,
    headers: elsewhere(),
    body: { challengeId, credential },
  });
}

/** The same person with a session of now: one that was not used for half a day has ended. */
export async function anew(room: TestClub, person: TestPerson): Promise<TestPerson> {
  return { ...person, token: (await signIn(room, person.passkey)).answer.token };
}

/** Proves again who is signed in; the answer, whatever it is. */
export async function stepUp(room: TestClub, person: TestPerson) {
  const asked = await room.call(contract.askStepUp, { key: person.token, body: {} });
  const { challengeId, options } = asked.answer;
  const credential = person.passkey.use(options);
  return await room.call(contract.stepUp, {
    key: person.token,
    body: { challengeId, credential },
  });
}
