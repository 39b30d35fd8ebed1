/** Why something could not be done at the till, in a sentence for the cashier. */
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../ui/states.tsx";
import { QueueFull } from "../kept/queue.ts";

/** @returns what turns an error into words; where neither club nor device has it, it says to write it down. */
export function useStopText(): (error: unknown) => string {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return (error) => {
    if (error instanceof QueueFull) return t("queue.tooMany");
    // The browser's own storage failed, and only what waits is stored by it.
    if (error instanceof DOMException) return t("queue.full");
    return failureText(error);
  };
}
