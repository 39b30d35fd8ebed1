/** Who was erased after a backup is erased anew where the backup is restored. */
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eraseMember } from "@trofast/contract/privacy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openClub } from "../../club.ts";
import { formatInstant } from "@trofast/engine/time";
import { writeBackup } from "../../platform/backup.ts";
import { readJournal } from "../../platform/erasure-journal.ts";
import { restoreBackup } from "../../platform/restore.ts";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aStore } from "../../testing/stores.ts";
import { wire } from "../../wiring.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import * as privacy from "./service.ts";

describe.each(storeKinds())("the journal of erasures on $name", ({ kind }) => {
  let folder: string;
  let journal: string;
  let room: TestClub;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "trofast-erasures-"));
    journal = join(folder, "apart", "erasures.jsonl");
    room = await aClub(kind, { config: { erasureJournal: journal } });
    await programmes.loadTemplateIfEmpty(room.club);
  });
  afterAll(async () => {
    await room.close();
    await rm(folder, { recursive: true });
  });

  const put = async (email: string) =>
    await room.client.members.put({
      params: { source: "email", id: email },
      body: { profile: { givenName: "Anna", email } },
    });
  const erase = async (email: string) =>
    (await room.call(eraseMember, { params: { source: "email", id: email } })).answer;
  const backup = async (name: string): Promise<string> => {
    const path = join(folder, name);
    const createdAt = formatInstant(room.clock.now());
    await writeBackup(room.club.db, { path, createdAt });
    return path;
  };
  /** Restores a backup into a new club, which is closed after `work`. */
  const restored = async (
    path: string,
    from: string,
    work: (club: TestClub["club"], replayed: privacy.Replayed | null) => Promise<void>,
  ) => {
    const club = await openClub({
      store: await aStore(kind),
      clock: room.clock,
      config: {
        logLevel: "silent",
        secretKey: "5e".repeat(32),
        erasureJournal: join(folder, `${path.split("/").at(-1)}.jsonl`),
      },
    });
    wire(club);
    const { createdAt } = await restoreBackup(club.store, path);
    const since = Date.parse(createdAt);
    await work(club, await privacy.replayErasures(club, { path: from, since }));
    await club.close();
  };

  test("a restore replays later erasures, and holds nothing of who they were", async () => {
    await put("first@example.se");
    await erase("first@example.se");
    const { memberId: stays } = await put("stays@example.se");
    const { memberId: goes } = await put("goes@example.se");
    const path = await backup("before.gz");
    room.clock.advance(60_000);
    await erase("goes@example.se");
    const { memberId: late } = await put("late@example.se");
    await erase("late@example.se");
    const written = await readFile(journal, "utf8");
    expect(written).not.toMatch(/example|Anna/i);
    const { lines } = (await readJournal(journal)) ?? { lines: [] };
    expect(lines.flatMap((line) => line.members)).toEqual(expect.arrayContaining([goes, late]));
    await restored(path, journal, async (club, replayed) => {
      expect(replayed).toEqual({ erasedCount: 1, left: [], damaged: [] });
      const found = await members.byIds(club.db, [stays, goes]);
      expect(found.get(stays)?.status).toBe("active");
      expect(found.get(goes)?.status).toBe("erased");
      const vault = await club.db.selectFrom("members_vault").select("member_id").execute();
      expect(vault.map((row) => row.member_id)).toEqual([stays]);
      // Also whom the backup had never seen is not brought back by an old file.
      for (const id of ["GOES@example.se", "late@Example.se"]) {
        const ref = { source: "email", id };
        const known = await members.resolve(club.db, [ref]);
        expect(known.get(members.refKey(ref))?.status).toBe("erased");
      }
      const again = await privacy.replayErasures(club, { path: journal, since: 0 });
      expect(again).toMatchObject({ erasedCount: 0, left: [] });
    });
  });

  test("who was one with another goes as they went, and a line that was torn off is told", async () => {
    const { memberId: one } = await put("one@example.se");
    const { memberId: other } = await put("other@example.se");
    const path = await backup("two.gz");
    room.clock.advance(60_000);
    await room.client.relations.merge({
      body: {
        member: { source: "email", id: "one@example.se" },
        into: { source: "email", id: "other@example.se" },
      },
    });
    await appendFile(journal, '{"erasedAt":"2026-0');
    const torn = (await readFile(journal, "utf8")).split("\n").length;
    await erase("other@example.se");
    await restored(path, journal, async (club, replayed) => {
      expect(replayed).toEqual({ erasedCount: 2, left: [], damaged: [torn] });
      const found = await members.byIds(club.db, [one, other]);
      expect([...found.values()].map(({ status }) => status)).toEqual(["erased", "erased"]);
    });
  });

  test("what a killed process did not note is noted later, once", async () => {
    const path = await backup("three.gz");
    const lost = join(folder, "lost.jsonl");
    const { memberId } = await put("lost@example.se");
    await erase("lost@example.se");
    await rm(journal);
    await privacy.noteMissing(room.club);
    const noted = (await readJournal(journal))?.lines.flatMap((line) => line.members) ?? [];
    expect(noted).toContain(memberId);
    const size = (await readFile(journal)).length;
    await privacy.noteMissing(room.club);
    expect((await readFile(journal)).length).toBe(size);
    await restored(path, lost, async (_club, replayed) => {
      expect(replayed).toBeNull();
    });
  });
});
