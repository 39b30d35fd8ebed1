/** Health, readiness, figures, and the API's own description. */
import { health, metrics, ready } from "@trofast/contract/system";
import { openApiDocument } from "@trofast/contract/openapi";
import type { ApiInfo } from "@trofast/contract/openapi";
import { docsPage } from "./docs-page.ts";
import { DomainError } from "./errors.ts";
import { bind } from "./http.ts";
import type { Http } from "./http.ts";
import { readMigrations, schemaVersion } from "./migrations.ts";

export function registerSystemRoutes(http: Http): void {
  bind(http, health, async () => ({ status: "ok" }));

  bind(http, ready, async ({ club }) => {
    const newest = (await readMigrations()).at(-1)?.number ?? 0;
    const { number } = await schemaVersion(club.db);
    if (number !== newest) {
      throw new DomainError(
        "store_unavailable",
        `The database has schema ${number}, this version needs ${newest}: run trofast migrate.`,
      );
    }
    return { status: "ready", schema: number };
  });

  const scope = http.club.config.metrics === "open" ? null : metrics.scope;
  bind(http, { ...metrics, scope }, async ({ club }) => await club.metrics.registry.metrics());
}

/** Serves `/openapi.json` and `/docs` for every endpoint bound before. */
export function publishApi(http: Http, info: ApiInfo): void {
  const document = openApiDocument(http.endpoints, info);
  const json = JSON.stringify(document);
  const page = docsPage(document);
  http.app.get("/openapi.json", async (_request, reply) => {
    await reply
      .type("application/json; charset=utf-8")
      .header("cache-control", "no-cache")
      .send(json);
    return reply;
  });
  http.app.get("/docs", async (_request, reply) => {
    await reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-cache")
      .header("content-security-policy", page.contentSecurityPolicy)
      .send(page.html);
    return reply;
  });
}
