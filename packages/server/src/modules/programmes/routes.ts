import type { IncomingHttpHeaders } from "node:http";
import * as contract from "@trofast/contract/programmes";
import { programmeJsonSchema } from "@trofast/engine/programme/schema";
import { formatInstant } from "@trofast/engine/time";
import { bind, ifMatch, reply } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import { acceptText } from "../../platform/text-bodies.ts";
import { shownChange, shownProblem } from "./domain.ts";
import type { Draft } from "./domain.ts";
import { offerPublishing } from "./publishing.ts";
import * as programmes from "./service.ts";

export function registerProgrammeRoutes(http: Http): void {
  acceptText(http, "application/yaml", (text) => ({ document: text }));
  registerVersions(http);
  registerDrafts(http);
  offerPublishing(http.club);

  bind(http, contract.readSchema, async () => ({ ...programmeJsonSchema() }));

  bind(http, contract.listTemplates, async ({ query }) => {
    return await programmes.listTemplates(query);
  });
}

function registerVersions(http: Http): void {
  bind(http, contract.listVersions, async ({ club, query }) => {
    const page = await programmes.listVersions(club.db, { ...query, now: club.clock.now() });
    return { ...page, data: page.data.map(shownVersion) };
  });

  bind(http, contract.getVersion, async ({ club, params }) => {
    const now = club.clock.now();
    const { document, ...version } = await programmes.readVersion(club.db, { ...params, now });
    return { ...shownVersion(version), document };
  });

  bind(http, contract.checkProgramme, async ({ club, body }) => {
    const assessment = await programmes.check(club, body);
    return {
      publishable: programmes.isPublishable(assessment),
      problems: [...assessment.problems, ...assessment.reused, ...assessment.broken].map(
        shownProblem,
      ),
      changes: assessment.changes.map(shownChange),
    };
  });

  bind(http, contract.publishProgramme, async (call) => {
    await access.requireTwo(call.club, call.caller);
    const now = call.club.clock.now();
    const publication = { ...call.body, publishedBy: call.caller.name, now };
    return await call.once(async (tx) => {
      const version = await programmes.publish(call.club, tx, publication);
      return shownVersion(await programmes.shownAt(tx, version, now));
    });
  });

  bind(http, contract.diffVersions, async ({ club, params, query }) => {
    const found = await programmes.diff(club, { ...params, ...query });
    return { ...found, changes: found.changes.map(shownChange) };
  });
}

function shownVersion(version: programmes.VersionShown) {
  return {
    ...version,
    effectiveAt: formatInstant(version.effectiveAt),
    publishedAt: formatInstant(version.publishedAt),
  };
}

function registerDrafts(http: Http): void {
  bind(http, contract.listDrafts, async ({ club, query }) => {
    const page = await programmes.listDrafts(club.db, query);
    const data = page.data.map((each) => ({ ...each, updatedAt: formatInstant(each.updatedAt) }));
    return { ...page, data };
  });

  bind(http, contract.getDraft, async ({ club, params }) => {
    return draftReply(await programmes.readDraft(club.db, params.id));
  });

  bind(http, contract.putDraft, async ({ club, params, body, headers }) => {
    const revision = revisionOf(headers);
    const now = club.clock.now();
    const { id } = params;
    const { document } = body;
    return draftReply(await programmes.saveDraft(club.db, { id, document, revision, now }));
  });

  bind(http, contract.deleteDraft, async ({ club, params }) => {
    await programmes.deleteDraft(club.db, params.id);
    return null;
  });
}

function draftReply(draft: Draft) {
  const answer = { ...draft, updatedAt: formatInstant(draft.updatedAt) };
  return reply(answer, { headers: { etag: `"${draft.revision}"` } });
}

/** Which revision a caller means to change (RFC 9110, section 13.1). */
function revisionOf(headers: IncomingHttpHeaders): number | "new" | "any" {
  if (headers["if-none-match"] === "*") return "new";
  const tag = ifMatch(headers);
  if (tag === "*") return "any";
  // A tag we never gave matches no revision.
  return /^\d{1,9}$/.test(tag) ? Number(tag) : 0;
}
