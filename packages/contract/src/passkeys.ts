/** Passkeys as browsers speak of them (Web Authentication, level 3): what they are asked, and what they answer. */
import { z } from "zod";
import { json } from "./common.ts";

const PASSKEY_FIELD_MAX = 20_000;
export const base64url = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[A-Za-z0-9_-]+$/, "must be base64url");

export const credentialId = base64url(1_400);
const transports = z.enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]);
const extensions = z.looseObject({}).default({});
const attachment = z.enum(["cross-platform", "platform"]).optional();

/** What `navigator.credentials.create` gives, as its `toJSON` writes it. */
export const newCredential = z
  .object({
    id: credentialId,
    rawId: credentialId,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: base64url(PASSKEY_FIELD_MAX),
      attestationObject: base64url(PASSKEY_FIELD_MAX),
      transports: z.array(transports).max(10).default([]),
    }),
    authenticatorAttachment: attachment,
    clientExtensionResults: extensions,
  })
  .meta({ id: "NewCredential" });
export type NewCredential = z.output<typeof newCredential>;

/** What `navigator.credentials.get` gives, as its `toJSON` writes it. */
export const credentialUse = z
  .object({
    id: credentialId,
    rawId: credentialId,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: base64url(PASSKEY_FIELD_MAX),
      authenticatorData: base64url(PASSKEY_FIELD_MAX),
      signature: base64url(PASSKEY_FIELD_MAX),
      userHandle: base64url(200).optional(),
    }),
    authenticatorAttachment: attachment,
    clientExtensionResults: extensions,
  })
  .meta({ id: "CredentialUse" });
export type CredentialUse = z.output<typeof credentialUse>;

/** What a browser is asked, as JSON. */
export const passkeyOptions = z.record(z.string(), json);
