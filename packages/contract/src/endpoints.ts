/** Every call there is: the SDK's methods, and what a test compares the server with. */
import * as access from "./access.ts";
import { actEndpoints } from "./acts.ts";
import * as audit from "./audit.ts";
import { auditMemberEndpoints } from "./audit-members.ts";
import { signEndpoints } from "./audit-signs.ts";
import * as catalogue from "./catalogue.ts";
import { complaintEndpoints } from "./complaints.ts";
import { consentEndpoints } from "./consents.ts";
import { confirmingEndpoints } from "./consents-confirming.ts";
import { checkoutEndpoints } from "./checkout.ts";
import { demoEndpoints } from "./demo.ts";
import { eventEndpoints } from "./events.ts";
import { deviceEndpoints } from "./events-devices.ts";
import { parkedEndpoints } from "./events-parked.ts";
import { insightEndpoints } from "./insights.ts";
import { joiningEndpoints } from "./joining.ts";
import { ledgerEndpoints } from "./ledger.ts";
import { liveEndpoints } from "./live.ts";
import * as members from "./members.ts";
import { uploadMembers } from "./members-import.ts";
import { memberSearchEndpoints } from "./members-search.ts";
import { mirrorEndpoints } from "./mirror.ts";
import { privacyEndpoints } from "./privacy.ts";
import * as programmes from "./programmes.ts";
import { campaignListEndpoints } from "./programmes-campaigns.ts";
import { programmeTryingEndpoints } from "./programmes-trying.ts";
import { relationEndpoints } from "./relations.ts";
import { rewardEndpoints } from "./rewards.ts";
import { charityEndpoints } from "./rewards-charity.ts";
import { tipEndpoints } from "./rewards-tips.ts";
import { codeEndpoints } from "./rewards-codes.ts";
import { giftCardEndpoints } from "./rewards-gift-cards.ts";
import { visitEndpoints } from "./rewards-visits.ts";
import { staffEndpoints } from "./staff.ts";
import { segmentEndpoints } from "./segment.ts";
import { groupEndpoints } from "./segments.ts";
import { settingEndpoints } from "./settings.ts";
import { logoEndpoints } from "./settings-logo.ts";
import { shopEndpoints } from "./shops.ts";
import { pullingEndpoints } from "./shop-pulling.ts";
import { shopSpendingEndpoints } from "./shop-spending.ts";
import { selfEndpoints } from "./self.ts";
import { comingEndpoints } from "./self-coming.ts";
import { ownContractEndpoints } from "./self-contracts.ts";
import { tillEndpoints } from "./till.ts";
import * as system from "./system.ts";
import { webhookEndpoints } from "./webhooks.ts";

export const endpoints = [
  ...eventEndpoints,
  ...parkedEndpoints,
  ...deviceEndpoints,
  ...ledgerEndpoints,
  ...checkoutEndpoints,
  ...tillEndpoints,
  members.putMember,
  members.getMember,
  members.getMemberById,
  ...members.memberEndpoints,
  uploadMembers,
  ...memberSearchEndpoints,
  ...joiningEndpoints,
  ...selfEndpoints,
  ...ownContractEndpoints,
  ...comingEndpoints,
  ...mirrorEndpoints,
  ...complaintEndpoints,
  ...liveEndpoints,
  ...consentEndpoints,
  ...confirmingEndpoints,
  ...groupEndpoints,
  ...relationEndpoints,
  ...privacyEndpoints,
  catalogue.putArticle,
  catalogue.getArticle,
  catalogue.listArticles,
  catalogue.putArticles,
  catalogue.uploadArticles,
  catalogue.putCategory,
  catalogue.getCategory,
  catalogue.listCategories,
  catalogue.putStore,
  catalogue.getStore,
  catalogue.listStores,
  catalogue.putStores,
  programmes.listVersions,
  programmes.getVersion,
  programmes.checkProgramme,
  programmes.publishProgramme,
  programmes.diffVersions,
  programmes.listDrafts,
  programmes.getDraft,
  programmes.putDraft,
  programmes.deleteDraft,
  programmes.readSchema,
  programmes.listTemplates,
  ...programmeTryingEndpoints,
  ...campaignListEndpoints,
  access.createKey,
  access.listKeys,
  access.endKey,
  ...staffEndpoints,
  ...actEndpoints,
  audit.listAudit,
  audit.verifyAudit,
  ...auditMemberEndpoints,
  ...signEndpoints,
  ...rewardEndpoints,
  ...charityEndpoints,
  ...tipEndpoints,
  ...codeEndpoints,
  ...giftCardEndpoints,
  ...visitEndpoints,
  ...shopEndpoints,
  ...pullingEndpoints,
  ...shopSpendingEndpoints,
  ...segmentEndpoints,
  ...insightEndpoints,
  ...settingEndpoints,
  ...logoEndpoints,
  ...webhookEndpoints,
  ...demoEndpoints,
  system.health,
  system.ready,
  system.metrics,
] as const;

export type Endpoint = (typeof endpoints)[number];
