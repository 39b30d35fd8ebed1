/** Who was erased does not come back by what they went by, however an old file spells it. */
import { randomUUID } from "node:crypto";
import { submitEvent } from "@trofast/contract/events";
import { eraseMember } from "@trofast/contract/privacy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";

describe.each(storeKinds())("tombstones on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await programmes.loadTemplateIfEmpty(room.club);
  });
  afterAll(async () => {
    await room.close();
  });

  const put = async (source: string, id: string, body: object = {}) =>
    await room.client.members.put({ params: { source, id }, body });
  const load = async (csv: string) => await room.client.members.upload({ query: {}, body: csv });
  const erase = async (source: string, id: string) =>
    (await room.call(eraseMember, { params: { source, id } })).answer;
  const buy = async (source: string, id: string) =>
    await room.call(submitEvent, {
      body: {
        kind: "purchase",
        source: "pos",
        id: randomUUID(),
        member: { source, id },
        unknownMember: "create",
        occurredAt: "2026-06-01T09:00:00Z",
        currency: "SEK",
        lines: [{ article: "beans", quantity: 1, paidMinor: 10_000 }],
      },
    });
  const counted = async () => {
    const { db } = room.club;
    const count = async (table: "members_member" | "activity_event") =>
      (
        await db
          .selectFrom(table)
          .select((select) => select.fn.countAll<number>().as("count"))
          .executeTakeFirstOrThrow()
      ).count;
    return [await count("members_member"), await count("activity_event")];
  };

  test("every spelling of an address or a number is answered as erased, and nothing is booked", async () => {
    const identities = [{ source: "phone", id: "0701740601" }];
    await put("email", "Dora@Example.se", { identities, profile: { givenName: "Dora" } });
    await erase("email", "dora@example.se");
    const before = await counted();
    const table = [
      "source,id,givenName,email,phone",
      "email,dora@example.se,Dora,,",
      "email,DORA@EXAMPLE.SE,Dora,,",
      "phone,+46 70 174 06 01,Dora,,",
      "erp,new1,Dora,Dora@example.se,",
      "erp,new2,Dora,,070-174 06 01",
    ].join("\n");
    expect(await load(table)).toMatchObject({ created: 0, updated: 0, refused: { erased: 5 } });
    for (const [source, id] of [
      ["email", "doRA@example.se"],
      ["phone", "0046701740601"],
    ] as const)
      expect(await buy(source, id)).toMatchObject({ status: 410, code: "erased" });
    expect(await counted()).toEqual(before);
  });

  test("what was given up before, and what only the profile held, counts as well", async () => {
    const { memberId } = await put("email", "Eli.Before@example.se", {
      identities: [{ source: "card", id: "eli" }],
      profile: { email: "ELI@example.se", phone: "070-174 06 02" },
    });
    const given = { source: "email", id: "eli.before@example.se", memberId };
    await transaction(room.club.db, (tx) => members.removeIdentity(tx, given, room.clock.now()));
    await erase("card", "eli");
    const table =
      "source,id\nemail,eli.before@example.se\nemail,eli@Example.se\nphone,+46701740602\n";
    expect(await load(table)).toMatchObject({ created: 0, refused: { erased: 3 } });
  });

  test("an address that somebody else has since stays theirs", async () => {
    const { memberId } = await put("card", "fay", {
      identities: [{ source: "phone", id: "0701740603" }],
    });
    await transaction(room.club.db, (tx) =>
      members.removeIdentity(
        tx,
        { source: "phone", id: "+46701740603", memberId },
        room.clock.now(),
      ),
    );
    room.clock.advance(91 * 86_400_000);
    const gun = await put("phone", "0701740603");
    await erase("card", "fay");
    await transaction(room.club.db, (tx) =>
      members.removeIdentity(
        tx,
        { source: "phone", id: "+46701740603", memberId: gun.memberId },
        room.clock.now(),
      ),
    );
    room.clock.advance(91 * 86_400_000);
    expect(await load("source,id\nphone,+46701740603\n")).toMatchObject({ created: 1 });
  });

  test("the hash of what was merged into the member is kept too", async () => {
    await put("email", "hal@example.se");
    await put("card", "hal");
    await room.client.relations.merge({
      body: {
        member: { source: "email", id: "HAL@example.se" },
        into: { source: "card", id: "hal" },
      },
    });
    await erase("card", "hal");
    expect(await load("source,id\nemail,Hal@example.se\n")).toMatchObject({
      created: 0,
      refused: { erased: 1 },
    });
  });
});
