/** The texts in Swedish: the shape of the other languages. */
import { uiTexts } from "../../ui/texts.ts";

export const sv = { ui: uiTexts.sv };
