import { Readable } from "node:stream";
import * as contract from "@trofast/contract/members";
import { uploadMembers } from "@trofast/contract/members-import";
import { formatInstant } from "@trofast/engine/time";
import { openCsv } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as members from "./service.ts";

export function registerMemberRoutes(http: Http): void {
  bind(http, contract.putMember, async ({ club, params, body }) => {
    return shown(await members.put(club, { ...params, ...body }));
  });

  bind(http, contract.getMember, async ({ club, params }) => {
    return shown(await members.read(club, params));
  });

  bind(http, contract.getMemberById, async ({ club, params }) => {
    return shown(await members.readById(club.db, params.memberId));
  });

  bindLists(http);
  bindFields(http);

  bind(http, uploadMembers, async ({ club, query, body }) => {
    const nameOf = members.columnNames(new Map());
    const table = await openCsv(Readable.from(piecesOf(body)), { nameOf });
    return await members.importMembers(club, { table, source: query.source });
  });

  bind(http, contract.resolveCard, async ({ club, body }) =>
    members.readCard(club, body.card, body.shownAt),
  );
}

/** Other requests are served between two pieces. */
function* piecesOf(text: string): Generator<string> {
  const length = 65_536;
  for (let start = 0; start < text.length; start += length) yield text.slice(start, start + length);
}

function bindLists(http: Http): void {
  bind(http, contract.listMembers, async ({ club, query }) => {
    const page = await members.search(club, query);
    return {
      ...page,
      data: page.data.map((found) => ({ ...found, createdAt: formatInstant(found.createdAt) })),
    };
  });

  bind(http, contract.identityHistory, async ({ club, params }) => ({
    data: (await members.holdersOf(club.db, params, club.config.phoneCountry)).map(
      ({ memberId, since, until, provenAt }) => ({
        memberId,
        since: formatInstant(since),
        until: until === null ? null : formatInstant(until),
        provenAt: provenAt === null ? null : formatInstant(provenAt),
      }),
    ),
  }));
}

function bindFields(http: Http): void {
  bind(http, contract.listFields, async ({ club }) => ({
    data: (await members.listFields(club.db)).map(({ answers, ...field }) => ({
      ...shownField(field),
      answers,
    })),
  }));

  bind(http, contract.putField, async ({ club, params, body }) =>
    shownField(await members.putField(club, { ...params, ...body })),
  );

  bind(http, contract.deleteField, async ({ club, params }) => ({
    answersRemoved: await members.deleteField(club, params.field),
  }));

  bind(http, contract.putAnswers, async ({ club, params, body }) => {
    const { memberId } = await members.read(club, params);
    const { from: provenance, answers } = body;
    await transaction(club.db, (tx) =>
      members.saveAnswers(tx, { memberId, provenance, answers }, club.clock.now()),
    );
    return { memberId, answers: shownAnswers(await members.answersOf(club.db, memberId)) };
  });
}

function shownField({ choices, ...field }: members.Field) {
  return { ...field, choices: choices === null ? null : choices.map((choice) => ({ ...choice })) };
}

function shownAnswers(answers: ReadonlyMap<string, members.Answer>) {
  return Object.fromEntries(
    [...answers].map(([field, { value, provenance, saidAt }]) => [
      field,
      { value, from: provenance, at: formatInstant(saidAt) },
    ]),
  );
}

function shown(member: members.Member) {
  return {
    ...member,
    createdAt: formatInstant(member.createdAt),
    identities: member.identities.map(({ source, id, since }) => ({
      source,
      id,
      since: formatInstant(since),
    })),
  };
}
