/** Acts outside of the intake wait for a member who is busy in a batch of it. */
import { DomainError } from "../../platform/errors.ts";
import { BUSY_MS_MAX, BUSY_PAUSE_MS, pause } from "./gatherer.ts";

/**
 * Does `work` again while another process or batch is booking for the member: a moment later it has done.
 *
 * @param work opens its own transaction, which a refusal has undone.
 * @throws DomainError `member_busy` where that lasts for two seconds, and whatever else `work` throws.
 */
export async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof DomainError && error.code === "member_busy";
      if (!isBusy || performance.now() - started > BUSY_MS_MAX) throw error;
      await pause(BUSY_PAUSE_MS);
    }
  }
}
