/** Why money could not be moved on a gift card, in a sentence for the cashier. */
import { useTranslation } from "react-i18next";
import { TrofastFault, TrofastProblem } from "../../ui/api.ts";
import { useStopText } from "./stop-text.ts";

const known = ["code_not_valid", "approval_required", "amount_out_of_range"] as const;

/** @returns what turns an error into words: where no answer came, pressing again sends the same act once more. */
export function useCardFault(): (error: unknown) => string {
  const { t } = useTranslation();
  const stopText = useStopText();
  return (error) => {
    if (error instanceof TrofastFault) return t("card.faults.noAnswer");
    const code = error instanceof TrofastProblem && known.find((one) => one === error.code);
    return code ? t(`card.faults.${code}`) : stopText(error);
  };
}
