import type { Same } from "../../ui/text.ts";
import { uiTexts } from "../../ui/texts.ts";
import type { sv } from "./sv.ts";

export const da: Same<typeof sv> = { ui: uiTexts.da };
