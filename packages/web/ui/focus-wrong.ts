/** Leads to what is wrong in a form: without it, whoever does not see the field has nothing to go on. */
import { useEffect, useRef, type RefObject } from "react";

/**
 * Every control counts, also those that a form library does not know: the first that is marked as wrong.
 *
 * @param error what the club has refused: each new one leads to its field, as `focusWrong` does.
 * @returns `ref` for the form; `focusWrong` asks for it, before or after the field is marked.
 */
export function useFocusOnWrong(error: unknown = null): {
  readonly ref: RefObject<HTMLFormElement | null>;
  readonly focusWrong: () => void;
} {
  const ref = useRef<HTMLFormElement>(null);
  const isWanted = useRef(false);
  useEffect(() => {
    if (error !== null && error !== undefined) isWanted.current = true;
  }, [error]);
  // Marks come with the form's next state, whenever that is drawn.
  useEffect(() => {
    if (!isWanted.current) return;
    const wrong = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (!wrong) return;
    isWanted.current = false;
    wrong.focus();
  });
  return {
    ref,
    focusWrong: () => {
      isWanted.current = true;
    },
  };
}
