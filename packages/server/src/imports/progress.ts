/** A line on the terminal that says how far a long work is; nothing where nobody watches. */
import type { WriteStream } from "node:tty";

const BAR_WIDTH = 24;
const MS_BETWEEN_DRAWINGS = 100;

export interface Progress {
  /** @param share from 0 to 1. */
  show(share: number, text: string): void;
  /** Wipes the line, so that what is printed next stands alone. */
  end(): void;
}

const silent: Progress = { show: () => {}, end: () => {} };

/** @param enabled false for answers that a program reads. */
export function openProgress(
  stream: Pick<WriteStream, "write" | "isTTY" | "columns">,
  enabled: boolean,
): Progress {
  if (!enabled || !stream.isTTY) return silent;
  const startedAt = performance.now();
  let drawnAt = -Infinity;
  return {
    show(share, text) {
      const now = performance.now();
      if (now - drawnAt < MS_BETWEEN_DRAWINGS) return;
      drawnAt = now;
      const line = `${barText(share)}  ${text}${leftText(share, (now - startedAt) / 1000)}`;
      stream.write(`\r\u001B[2K${line.slice(0, Math.max(20, stream.columns - 1))}`);
    },
    end() {
      stream.write("\r\u001B[2K");
    },
  };
}

/** Such as "████░░░░  50 %". */
export function barText(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  const full = Math.round(bounded * BAR_WIDTH);
  const percent = String(Math.floor(bounded * 100)).padStart(3);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${percent} %`;
}

/** How long it will take still, once that can be told. */
function leftText(share: number, seconds: number): string {
  if (share < 0.02 || share >= 1 || seconds < 1) return "";
  const left = Math.ceil((seconds / share) * (1 - share));
  return left >= 60 ? `  about ${Math.floor(left / 60)} min ${left % 60} s left` : `  about ${left} s left`;
}
