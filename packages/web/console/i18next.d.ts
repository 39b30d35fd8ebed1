import type { KitTexts } from "../ui/kit-texts.ts";
import type { CampaignTexts } from "./texts/campaign.ts";
import type { MembersTexts } from "./texts/members.ts";
import type { OverviewTexts } from "./texts/overview.ts";
import type { ProgrammeTexts } from "./texts/programme.ts";
import type { SettingsTexts } from "./texts/settings.ts";
import type { StockTexts } from "./texts/stock.ts";
import type { sv } from "./texts/sv.ts";

/** Those that are there from the start, and those that come with their screens. */
type Texts = typeof sv & {
  overview: OverviewTexts;
  members: MembersTexts;
  programme: ProgrammeTexts;
  campaign: CampaignTexts;
  stock: StockTexts;
  settings: SettingsTexts;
};

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Texts } & KitTexts;
  }
}
