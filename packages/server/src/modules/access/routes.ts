import * as contract from "@trofast/contract/access";
import { auditDetail, listAudit, verifyAudit } from "@trofast/contract/audit";
import { formatInstant } from "@trofast/engine/time";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { storesShown } from "../../platform/store-scope.ts";
import type { ApiKey } from "./domain.ts";
import * as trail from "./audit.ts";
import { requireProof } from "./proof.ts";
import { createKey, endKey, listKeys } from "./service.ts";
import { registerStaffRoutes } from "./staff-routes.ts";

export function registerAccessRoutes(http: Http): void {
  bind(http, contract.createKey, async ({ club, body, caller }) => {
    requireProof(caller, club.clock.now());
    const { preset, scopes = preset === undefined ? [] : contract.keyPresets[preset] } = body;
    const { key, token } = await createKey(club, { ...body, scopes });
    return { ...shown(key), key: token };
  });

  bind(http, contract.listKeys, async ({ club, query }) => {
    const page = await listKeys(club, query);
    return { ...page, data: page.data.map(shown) };
  });

  bind(http, contract.endKey, async ({ club, params, caller }) => {
    requireProof(caller, club.clock.now());
    return shown(await endKey(club, params.id));
  });

  registerStaffRoutes(http);
  registerAuditRoutes(http);
}

function registerAuditRoutes(http: Http): void {
  bind(http, listAudit, async ({ club, caller, query }) => {
    const page = await trail.listAudit(club, { ...query, stores: storesShown(caller) });
    const data = page.data.map(({ recordedAt, detail, subjects, ...entry }) => ({
      ...entry,
      at: formatInstant(recordedAt),
      subjects: [...subjects],
      detail: auditDetail.parse(detail),
    }));
    return { ...page, data };
  });

  bind(http, verifyAudit, async ({ club }) => {
    const { broken, sealedThrough, ...proof } = await trail.verify(club);
    return {
      ...proof,
      sealedThrough: sealedThrough === null ? null : formatInstant(sealedThrough),
      broken: broken.map(({ from, through, ...rest }) => ({
        ...rest,
        from: formatInstant(from),
        through: formatInstant(through),
      })),
    };
  });
}

function shown(key: ApiKey) {
  const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    stores: key.stores === null ? null : [...key.stores],
    createdAt: formatInstant(key.createdAt),
    expiresAt: text(key.expiresAt),
    lastUsedAt: text(key.lastUsedAt),
    endedAt: text(key.endedAt),
  };
}
