import type { KitTexts } from "../ui/kit-texts.ts";
import type { LaterTexts } from "./texts/later.ts";
import type { sv } from "./texts/sv.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    /** Those that are there from the start, and those that come with their parts. */
    resources: { translation: typeof sv & LaterTexts } & KitTexts;
  }
}
