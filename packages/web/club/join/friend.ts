/** Who brought the member, and an id of this browser that says nothing about anybody. */
const KEY = "trofast_device";

/** Made once and kept; made anew where the browser keeps nothing. */
export function deviceId(): string {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null) return kept;
    const made = newId();
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    return newId();
  }
}

const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

/** For the call that joins; nothing where nobody has invited. */
export const referralOf = (
  code: string | undefined,
): { referral?: { code: string; device: string } } =>
  code === undefined ? {} : { referral: { code, device: deviceId() } };
