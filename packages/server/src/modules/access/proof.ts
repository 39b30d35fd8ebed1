/** Whether who is signed in has just proven that it is them. */
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { PROOF_MS } from "./domain.ts";

/**
 * For dangerous acts: somebody of the staff must have proven who they are within the last 10 minutes, by a passkey or
 * by their identity provider. Keys are exempt: behind a key no person acts who could be asked, and whoever made it had
 * to prove themselves for that.
 *
 * @param now epoch milliseconds.
 * @throws DomainError `step_up_required`.
 */
export function requireProof(caller: Pick<Caller, "kind" | "session">, now: number): void {
  if (caller.kind === "key") return;
  const provenAt = caller.session?.provenAt ?? 0;
  if (now - provenAt <= PROOF_MS) return;
  throw new DomainError(
    "step_up_required",
    "This needs a proof of who you are that is at most 10 minutes old: use your passkey with POST /v1/staff/me/step-up, or sign in again by your identity provider, and repeat it.",
  );
}
