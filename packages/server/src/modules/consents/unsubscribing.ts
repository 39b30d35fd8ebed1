/** The link in a message that takes one consent back and opens nothing else (RFC 8058). */
import { createHmac } from "node:crypto";
import { consentPurposes, contactChannels } from "@trofast/contract/consents";
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { isSame, sign } from "../../platform/secrets.ts";
import * as members from "../members/service.ts";
import { changeWithin, isDecided } from "./recording.ts";
import * as store from "./store.ts";

const ID_BYTES = 16;
const MAC_BYTES = 16;
const PURPOSE = "consents.link";

export interface Unsubscribe {
  readonly memberId: string;
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel;
}

/** Takes one consent back and opens nothing else. */
export async function unsubscribeToken(club: Club, of: Unsubscribe): Promise<string> {
  const body = Buffer.concat([
    Buffer.from(of.memberId.replaceAll("-", ""), "hex"),
    Buffer.from([consentPurposes.indexOf(of.purpose), contactChannels.indexOf(of.channel)]),
  ]);
  const mac = await sign(club, PURPOSE, body, MAC_BYTES);
  return Buffer.concat([body, mac]).toString("base64url");
}

/** The link of a message: its page, whose address also stands in the header List-Unsubscribe (RFC 8058). */
export async function unsubscribeLink(
  club: Club,
  of: Unsubscribe,
): Promise<{ readonly path: string; readonly url: string | null }> {
  const { url, mount } = club.config;
  const token = await unsubscribeToken(club, of);
  return { path: `${mount}/u/${token}`, url: url === null ? null : `${url}/u/${token}` };
}

/** What a token takes back. @throws DomainError `not_found` for every token that the club has not made. */
export async function readUnsubscribe(club: Club, token: string): Promise<Unsubscribe> {
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(0, ID_BYTES + 2);
  const purpose = consentPurposes[body[ID_BYTES] ?? -1];
  const channel = contactChannels[body[ID_BYTES + 1] ?? -1];
  const isOurs = await isSigned(club, body, bytes.subarray(ID_BYTES + 2));
  if (!isOurs || purpose === undefined || channel === undefined)
    throw new DomainError("not_found", "This link is none of the club's; is it complete?");
  const hex = body.subarray(0, ID_BYTES).toString("hex");
  const memberId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { memberId, purpose, channel };
}

/** With the club's own key, or the one that links were signed with at first: mail is kept for years. */
async function isSigned(club: Club, body: Uint8Array, mac: Uint8Array): Promise<boolean> {
  if (isSame(await sign(club, PURPOSE, body, MAC_BYTES), mac)) return true;
  const earlier = await members.earlierLinkKey(club.db);
  if (earlier === undefined) return false;
  const key = Buffer.from(earlier, "hex");
  return isSame(createHmac("sha256", key).update(body).digest().subarray(0, MAC_BYTES), mac);
}

/** Whether the consent that a token names is given now; not given for who was erased. */
export async function isGiven(
  db: Db,
  { memberId, purpose, channel }: Unsubscribe,
): Promise<boolean> {
  return (await store.newest(db, { memberId, purpose, channel }))?.given === true;
}

/** Takes a consent back by a token, once or again. An erased member has none any more: nothing is done. */
export async function unsubscribe(club: Club, token: string): Promise<Unsubscribe> {
  const read = await readUnsubscribe(club, token);
  const { memberId, purpose, channel } = read;
  const member = (await members.byIds(club.db, [memberId])).get(memberId);
  if (member === undefined || member.status === "erased") return read;
  const hasLog = await isDecided(club);
  await transaction(club.db, (tx) =>
    changeWithin(club, tx, {
      hasLog,
      memberId,
      consents: [{ purpose, channel, given: false }],
      source: "link",
      actor: "link",
      proof: "signed link in a message",
    }),
  );
  return read;
}
