/** Passkeys (WebAuthn level 3): what the server asks as JSON, and what the browser answers as JSON. */
import type { CredentialUse, NewCredential } from "@trofast/contract/passkeys";

/** The person closed the browser's own dialogue, or let it run out: nothing went wrong. */
export class PasskeyStopped extends Error {
  override readonly name = "PasskeyStopped";
}

type Question = Readonly<Record<string, unknown>>;

export const hasPasskeys = (): boolean =>
  window.isSecureContext && typeof PublicKeyCredential === "function";

/** Asks for a passkey that exists. @throws PasskeyStopped where none was used. */
export async function usePasskey(question: Question): Promise<CredentialUse> {
  const options: PublicKeyCredentialRequestOptionsJSON = JSON.parse(JSON.stringify(question));
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytesOf(options.challenge),
        allowCredentials: (options.allowCredentials ?? []).map(known),
        userVerification: verification(options.userVerification),
        extensions: {},
      },
    }),
  );
  if (!(credential.response instanceof AuthenticatorAssertionResponse)) throw new PasskeyStopped();
  const { response } = credential;
  return {
    ...common(credential),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      ...(response.userHandle &&
        response.userHandle.byteLength > 0 && { userHandle: textOf(response.userHandle) }),
    },
  };
}

/** Makes a new passkey. @throws PasskeyStopped where none was made. */
export async function makePasskey(question: Question): Promise<NewCredential> {
  const options: PublicKeyCredentialCreationOptionsJSON = JSON.parse(JSON.stringify(question));
  const { authenticatorSelection } = options;
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: options.rp,
        pubKeyCredParams: options.pubKeyCredParams,
        challenge: bytesOf(options.challenge),
        user: { ...options.user, id: bytesOf(options.user.id) },
        excludeCredentials: (options.excludeCredentials ?? []).map(known),
        ...(authenticatorSelection && { authenticatorSelection }),
        ...(options.timeout !== undefined && { timeout: options.timeout }),
        extensions: {},
      },
    }),
  );
  if (!(credential.response instanceof AuthenticatorAttestationResponse))
    throw new PasskeyStopped();
  const { response } = credential;
  return {
    ...common(credential),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: ways.filter((way) => response.getTransports().includes(way)),
    },
  };
}

const ways = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

const places = ["platform", "cross-platform"] as const;

function common(credential: PublicKeyCredential) {
  const place = places.find((known) => known === credential.authenticatorAttachment);
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: "public-key" as const,
    ...(place !== undefined && { authenticatorAttachment: place }),
    clientExtensionResults: {},
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new PasskeyStopped();
}

const known = ({ id }: { readonly id: string }): PublicKeyCredentialDescriptor => ({
  id: bytesOf(id),
  type: "public-key",
});

const verification = (wish: string | undefined): UserVerificationRequirement =>
  wish === "required" || wish === "discouraged" ? wish : "preferred";

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
