/** How far a long import is, as one line of text. */

const BAR_WIDTH = 24;
/** Earlier than this nothing can be said about the time left. */
const SHARE_TOLD_MIN = 0.02;

/**
 * A bar, the share in percent, what was read and the time left.
 *
 * @param share from 0 to 1.
 * @param seconds since the beginning.
 */
export function progressText(share: number, seconds: number, read: string): string {
  const bounded = Math.min(1, Math.max(0, share));
  const full = Math.round(bounded * BAR_WIDTH);
  const bar = `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}`;
  const percent = String(Math.floor(bounded * 100)).padStart(3);
  return `${bar} ${percent} %  ${read}${leftText(bounded, seconds)}`;
}

function leftText(share: number, seconds: number): string {
  if (share < SHARE_TOLD_MIN || share >= 1 || seconds < 1) return "";
  const left = Math.ceil((seconds / share) * (1 - share));
  return left < 60
    ? `, about ${left} s left`
    : `, about ${Math.floor(left / 60)} min ${left % 60} s left`;
}
