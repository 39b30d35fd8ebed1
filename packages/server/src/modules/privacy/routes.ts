import * as contract from "@trofast/contract/privacy";
import { formatInstant } from "@trofast/engine/time";
import { bind, bindStream, reply, subjectOf } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import { listRetention, putRetention } from "./retention.ts";
import * as privacy from "./service.ts";

export function registerPrivacyRoutes(http: Http): void {
  bindExports(http);
  bindErasure(http);

  bind(http, contract.listRetention, async ({ club }) => ({ data: await listRetention(club) }));

  bind(http, contract.putRetention, async ({ club, params, body, caller }) => {
    access.requireProof(caller, club.clock.now());
    return putRetention(club, { ...params, ...body, by: caller.id });
  });

  bind(http, contract.listTables, async () => ({
    data: await Promise.resolve(
      privacy.knownTables.map(({ table, holds, leftOut = {}, onErasure }) => ({
        table,
        holds,
        leftOut: { ...leftOut },
        onErasure: onErasure.rule,
        why: onErasure.why,
      })),
    ),
  }));
}

function bindExports(http: Http): void {
  bindStream(http, contract.exportMine, async ({ club, caller }) =>
    privacy.exportJson(club, await privacy.whoseExport(club, members.ownRef(subjectOf(caller)))),
  );

  bindStream(http, contract.exportMineCsv, async ({ club, caller }) =>
    privacy.exportCsv(club, await privacy.whoseExport(club, members.ownRef(subjectOf(caller)))),
  );

  bindStream(http, contract.exportMember, async ({ club, params }) =>
    privacy.exportJson(club, await privacy.whoseExport(club, params)),
  );

  bindStream(http, contract.exportMemberCsv, async ({ club, params }) =>
    privacy.exportCsv(club, await privacy.whoseExport(club, params)),
  );

  // Without a name: whoever saves it calls it what it is about, or by its address.
  bindStream(http, contract.exportPurchases, ({ club, query }) =>
    reply(privacy.purchasesCsv(club, query), { headers: { "content-disposition": "attachment" } }),
  );
}

function bindErasure(http: Http): void {
  bind(http, contract.eraseMe, async ({ club, caller, requestId }) => {
    const provenAt = caller.session?.provenAt ?? 0;
    return shown(
      await privacy.eraseOwn(club, { memberId: subjectOf(caller), provenAt, requestId }),
    );
  });

  bind(http, contract.eraseMember, async ({ club, params, caller }) => {
    access.requireProof(caller, club.clock.now());
    const { memberId } = await members.read(club, params);
    return shown(await privacy.erase(club, memberId));
  });
}

function shown({ memberId, erasedAt, forfeited }: privacy.Erased) {
  return { memberId, erasedAt: formatInstant(erasedAt), forfeited: { ...forfeited } };
}
