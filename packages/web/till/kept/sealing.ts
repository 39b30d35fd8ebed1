/**
 * What lies on the device names members, so it is sealed (AES-GCM) with a key that the browser keeps and gives to nobody,
 * this page included: who takes the disk, or a copy of the profile's files, reads nothing.
 */
import { first } from "../../ui/first.ts";
import { answerOf } from "./stored.ts";

const NAME = `trofast-till-key${first.base}`;
const TABLE = "keys";
const KEY = "queue";
const CIPHER = "AES-GCM";
const KEY_BITS = 256;
/** As the cipher wants it (NIST SP 800-38D). */
const NONCE_BYTES = 12;

export interface Sealed {
  readonly no: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** Only secure pages have ciphers; a till without https keeps its queue in the open, rather than none. */
export const canSeal = (): boolean => isSecureContext && crypto.subtle !== undefined;

let key: Promise<CryptoKey> | null = null;

/** The device's own key, made once. */
function ownKey(): Promise<CryptoKey> {
  key ??= readKey();
  return key;
}

async function readKey(): Promise<CryptoKey> {
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(TABLE);
  });
  const database = await answerOf(request);
  const known = await keptKey(database.transaction(TABLE).objectStore(TABLE));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: CIPHER, length: KEY_BITS }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Another tab may have made one meanwhile: the first one stays.
  const table = database.transaction(TABLE, "readwrite").objectStore(TABLE);
  const before = await keptKey(table);
  if (before) return before;
  await answerOf(table.add(made, KEY));
  return made;
}

async function keptKey(table: IDBObjectStore): Promise<CryptoKey | undefined> {
  const found: CryptoKey | undefined = await answerOf(table.get(KEY));
  return found;
}

/** @param no its place in the queue, by which alone it can be opened again. */
export async function seal(no: number, value: unknown): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt(cipher(no, nonce), await ownKey(), text);
  return { no, nonce, sealed };
}

/** @throws DOMException where it was sealed by another key, or for another place. */
export async function unseal({ no, nonce, sealed }: Sealed): Promise<string> {
  const bytes = await crypto.subtle.decrypt(cipher(no, nonce), await ownKey(), sealed);
  return new TextDecoder().decode(bytes);
}

const cipher = (no: number, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: CIPHER,
  iv,
  additionalData: new TextEncoder().encode(String(no)),
});
