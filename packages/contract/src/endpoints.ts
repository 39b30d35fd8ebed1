/** Every call there is: the SDK's methods, and what a test compares the server with. */
import * as access from "./access.ts";
import * as catalogue from "./catalogue.ts";
import { eventEndpoints } from "./events.ts";
import { ledgerEndpoints } from "./ledger.ts";
import * as members from "./members.ts";
import * as programmes from "./programmes.ts";
import * as system from "./system.ts";

export const endpoints = [
  ...eventEndpoints,
  ...ledgerEndpoints,
  members.putMember,
  members.getMember,
  members.getMemberById,
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
  access.createKey,
  access.listKeys,
  access.endKey,
  system.health,
  system.ready,
  system.metrics,
] as const;

export type Endpoint = (typeof endpoints)[number];
