/** The texts in Swedish that are there from the start: the shape of the other languages. */
import { uiTexts } from "../../ui/texts.ts";
import { shellTexts } from "./shell.ts";

export const sv = { ui: uiTexts.sv, shell: shellTexts.sv };
