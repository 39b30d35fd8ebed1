/** A passkey in software (Web Authentication level 3, ES256, attestation "none"): what a browser and its device do. */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { z } from "zod";

/** What a test may bend, to be refused. */
export interface Bent {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly userVerified?: boolean;
  /** What its counter says, in place of the next number. */
  readonly counter?: number;
  readonly signedBy?: Authenticator;
}

export interface Authenticator {
  readonly id: string;
  readonly privateKey: KeyObject;
  /** Answers the question of a registration. */
  create(options: unknown, bent?: Bent): NewCredential;
  /** Answers the question of a sign-in. */
  use(options: unknown, bent?: Bent): CredentialUse;
}

interface Credential<Response> {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: Response;
  readonly clientExtensionResults: object;
}
type NewCredential = Credential<{
  clientDataJSON: string;
  attestationObject: string;
  transports: "internal"[];
}>;
type CredentialUse = Credential<{
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
  userHandle: string;
}>;

const creation = z.looseObject({
  challenge: z.string(),
  rp: z.looseObject({ id: z.string() }),
  user: z.looseObject({ id: z.string() }),
});
const request = z.looseObject({ challenge: z.string(), rpId: z.string() });

/** A new device at `origin`; it makes one key pair. `counts: false`: like a synchronised passkey, it says 0 always. */
export function anAuthenticator(
  origin = "http://localhost:4000",
  { counts = true }: { readonly counts?: boolean } = {},
): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(16);
  const id = credentialId.toString("base64url");
  let [counter, userHandle] = [0, "AAAA"];
  const next = (): number => (counter += counts ? 1 : 0);
  const about = { id, rawId: id, type: "public-key", clientExtensionResults: {} } as const;
  return {
    id,
    privateKey,
    create(options, bent = {}) {
      const { challenge, rp, user } = creation.parse(options);
      userHandle = user.id;
      const authData = Buffer.concat([
        authenticatorData(bent.rpId ?? rp.id, bent.counter ?? next(), {
          userVerified: bent.userVerified ?? true,
          attested: true,
        }),
        attested(credentialId, publicKey),
      ]);
      const attestationObject = cborMap([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      return {
        ...about,
        response: {
          clientDataJSON: clientData("webauthn.create", challenge, origin, bent).toString(
            "base64url",
          ),
          attestationObject: attestationObject.toString("base64url"),
          transports: ["internal"],
        },
      };
    },
    use(options, bent = {}) {
      const { challenge, rpId } = request.parse(options);
      const client = clientData("webauthn.get", challenge, origin, bent);
      const authData = authenticatorData(bent.rpId ?? rpId, bent.counter ?? next(), {
        userVerified: bent.userVerified ?? true,
        attested: false,
      });
      const key = bent.signedBy?.privateKey ?? privateKey;
      const signature = sign("sha256", Buffer.concat([authData, sha256(client)]), key);
      return {
        ...about,
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle,
        },
      };
    },
  };
}

const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** The new credential: no maker's id, its own id, its key as COSE (RFC 9053). */
function attested(credentialId: Buffer, publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const coseKey = cborMap([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, "base64url")],
    [-3, Buffer.from(y, "base64url")],
  ]);
  return Buffer.concat([
    Buffer.alloc(16),
    Buffer.from([0, credentialId.length]),
    credentialId,
    coseKey,
  ]);
}

function clientData(type: string, challenge: string, origin: string, bent: Bent): Buffer {
  return Buffer.from(
    JSON.stringify({
      type,
      challenge: bent.challenge ?? challenge,
      origin: bent.origin ?? origin,
      crossOrigin: false,
    }),
  );
}

function authenticatorData(
  rpId: string,
  counter: number,
  flags: { readonly userVerified: boolean; readonly attested: boolean },
): Buffer {
  const head = Buffer.alloc(5);
  const present = 0x01;
  head[0] = present | (flags.userVerified ? 0x04 : 0) | (flags.attested ? 0x40 : 0);
  head.writeUInt32BE(counter, 1);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), head]);
}

type Cbor = number | string | Buffer | Map<string, Cbor>;

/** CBOR (RFC 8949), as much of it as a passkey says. */
function cborMap(entries: readonly (readonly [number | string, Cbor])[]): Buffer {
  const items = entries.flatMap(([key, value]) => [cbor(key), cbor(value)]);
  return Buffer.concat([cborHead(5, entries.length), ...items]);
}

function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([cborHead(3, text.length), text]);
  }
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value]);
  return cborMap([...value]);
}

function cborHead(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 0xff]);
}
