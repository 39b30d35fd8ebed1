import type { KitTexts } from "../ui/kit-texts.ts";
import type { sv } from "./texts/sv.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof sv } & KitTexts;
  }
}
