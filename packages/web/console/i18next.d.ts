import type { sv } from "./texts/sv.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof sv };
  }
}
