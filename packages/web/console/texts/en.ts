import type { Same } from "../../ui/text.ts";
import { uiTexts } from "../../ui/texts.ts";
import { shellTexts } from "./shell.ts";
import type { sv } from "./sv.ts";

export const en: Same<typeof sv> = { ui: uiTexts.en, shell: shellTexts.en };
