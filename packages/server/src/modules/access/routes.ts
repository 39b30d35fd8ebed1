import * as contract from "@trofast/contract/access";
import { formatInstant } from "@trofast/engine/time";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import type { ApiKey } from "./domain.ts";
import { createKey, endKey, listKeys } from "./service.ts";

export function registerAccessRoutes(http: Http): void {
  bind(http, contract.createKey, async ({ club, body }) => {
    const { key, token } = await createKey(club, body);
    return { ...shown(key), key: token };
  });

  bind(http, contract.listKeys, async ({ club, query }) => {
    const page = await listKeys(club, query);
    return { ...page, data: page.data.map(shown) };
  });

  bind(http, contract.endKey, async ({ club, params }) => shown(await endKey(club, params.id)));
}

function shown(key: ApiKey) {
  const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    createdAt: formatInstant(key.createdAt),
    expiresAt: text(key.expiresAt),
    lastUsedAt: text(key.lastUsedAt),
    endedAt: text(key.endedAt),
  };
}
