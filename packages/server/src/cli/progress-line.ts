/** One line that tells how far long work has come: on a terminal it is redrawn, elsewhere it is left out. */
export interface ProgressLine {
  show(text: string): void;
  end(): void;
}

const REDRAW_MS = 100;

/** @param wanted false where the output is for a program. */
export function progressLine(wanted: boolean): ProgressLine {
  const { stderr } = process;
  if (!wanted || !stderr.isTTY) return { show() {}, end() {} };
  let drawnAt = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      stderr.write(`\r\u001b[K${text}`);
    },
    end() {
      stderr.write("\r\u001b[K");
    },
  };
}
