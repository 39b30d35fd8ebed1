import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresKinds } from "../testing/kinds.ts";
import { aStore } from "../testing/stores.ts";
import { errorCode } from "./db-errors.ts";
import { inTurn, transaction, type Tx } from "./db.ts";
import type { Store } from "./store.ts";

describe.each(postgresKinds())("statements that travel together, on $name", ({ kind }) => {
  let store: Store;

  beforeAll(async () => {
    store = await aStore(kind);
    await store.asOwner(async (owner) => {
      await sql`create table platform_flight (id integer primary key, name text)`.execute(owner);
      await sql`insert into platform_flight values (1, 'one'), (2, 'two')`.execute(owner);
      await sql`select platform_grant()`.execute(owner);
    });
  });

  afterAll(async () => {
    await store.close();
  });

  const nameOf = async (tx: Tx, id: number): Promise<unknown> => {
    const found = await sql<{ name: string }>`
      select name from platform_flight where id = ${id}`.execute(tx);
    return found.rows[0]?.name;
  };
  const halfOf = async (tx: Tx, whole: number, by: number): Promise<unknown> => {
    const found = await sql<{ half: number }>`
      select ${whole}::int / ${by}::int as half`.execute(tx);
    return found.rows[0]?.half;
  };

  test("each is answered with its own rows and columns, as often as it is asked", async () => {
    for (let time = 0; time < 6; time += 1)
      await transaction(store.db, async (tx) => {
        const answers = await inTurn(tx, async (turn) =>
          Promise.all([nameOf(turn, 1), halfOf(turn, 8, 2), nameOf(turn, 2), nameOf(turn, 3)]),
        );
        expect(answers).toEqual(["one", 4, "two", undefined]);
      });
  });

  test("a failure in their midst is the whole flight's, and leaves nothing behind", async () => {
    // Often enough that the connection meets the statements as unknown, prepared and passed over.
    for (let time = 0; time < 6; time += 1) {
      const failed = transaction(store.db, async (tx) =>
        inTurn(tx, async (turn) =>
          Promise.all([
            sql`insert into platform_flight values (${10 + time}, 'gone')`.execute(turn),
            halfOf(turn, 8, 0),
            sql`select ${"passed over"}::text as said`.execute(turn),
          ]),
        ),
      );
      await expect(failed).rejects.toThrow("division by zero");
      const said = await sql<{ said: string }>`select ${"passed over"}::text as said`.execute(
        store.db,
      );
      expect(said.rows).toEqual([{ said: "passed over" }]);
      const kept = await sql`select 1 from platform_flight where id >= 10`.execute(store.db);
      expect(kept.rows).toEqual([]);
    }
  });

  test("a value that cannot be read fails its own statement alone", async () => {
    await transaction(store.db, async (tx) => {
      const [large, name] = await Promise.allSettled([
        sql`select 9007199254740993::bigint + ${0}::int as value`.execute(tx),
        nameOf(tx, 1),
      ]);
      expect(large).toMatchObject({ status: "rejected", reason: { name: "RangeError" } });
      expect(name).toEqual({ status: "fulfilled", value: "one" });
    });
  });

  test("a table that has changed meanwhile is read as it is now", async () => {
    const all = async () =>
      (await sql`select * from platform_flight where id = ${1}`.execute(store.db)).rows;
    for (let time = 0; time < 5; time += 1) expect(await all()).toEqual([{ id: 1, name: "one" }]);
    await store.asOwner(async (owner) => {
      await sql`alter table platform_flight add column since integer default 7`.execute(owner);
    });
    // Each connection learns of it by one refusal, which writes nothing.
    const outcomes = [];
    for (let time = 0; time < 20; time += 1)
      outcomes.push(await all().catch((error: unknown) => errorCode(error)));
    expect(outcomes.slice(-1)).toEqual([[{ id: 1, name: "one", since: 7 }]]);
  });

  test("who waits on a connection that is cut is told, all of them", async () => {
    const cut = transaction(store.db, async (tx) => {
      const waiting = [
        sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx),
        nameOf(tx, 1),
        nameOf(tx, 2),
      ];
      const ended = await Promise.allSettled(waiting);
      expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
      throw new Error("all were told");
    });
    await expect(cut).rejects.toThrow();
    expect((await sql`select 1 as alive`.execute(store.db)).rows).toEqual([{ alive: 1 }]);
  });
});
