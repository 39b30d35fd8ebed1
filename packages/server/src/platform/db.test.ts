import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anEmptyStore, aStore } from "../testing/stores.ts";
import { postgresKinds, storeKinds } from "../testing/kinds.ts";
import { arrayText, inTurn, keepPlans, rowSet, snapshot, transaction } from "./db.ts";
import type { Db, Tx } from "./db.ts";
import { brokenConstraint, isCertainAbort, isUnavailable, isUnknownOutcome } from "./db-errors.ts";
import { insertUnchecked } from "../testing/tables.ts";
import type { Store } from "./store.ts";

describe.each(storeKinds())("on $name", ({ kind }) => {
  let store: Store;
  let db: Db;

  beforeAll(async () => {
    store = await aStore(kind);
    db = store.db;
    await store.asOwner(async (owner) => {
      await sql`create table platform_sample (
        id uuid primary key, name text not null, amount bigint, at timestamptz, on_day date, data jsonb,
        tags text[], ratio double precision, price numeric, flag boolean
      )`.execute(owner);
      await sql`create table platform_history (id integer primary key)`.execute(owner);
      await sql`select platform_append_only('platform_history')`.execute(owner);
      await sql`select platform_grant()`.execute(owner);
    });
  });

  afterAll(async () => {
    await store.close();
  });

  const one = async <T>(text: string): Promise<T | undefined> => {
    const result = await sql<{ value: T }>`select ${sql.raw(text)} as value`.execute(db);
    return result.rows[0]?.value;
  };

  test.each([
    ["timestamptz '2026-03-29T02:30:00.123456+02'", Date.UTC(2026, 2, 29, 0, 30, 0, 123)],
    ["timestamptz '0001-01-01T00:00:00Z'", -62_135_596_800_000],
    ["timestamptz '9999-12-31T23:59:59.999Z'", 253_402_300_799_999],
    ["9007199254740991::bigint", Number.MAX_SAFE_INTEGER],
    ["-5::bigint", -5],
    ["date '2026-02-28'", "2026-02-28"],
    ["0.10::numeric", "0.10"],
    [`'{"a": [1, null, "x"]}'::jsonb`, { a: [1, null, "x"] }],
    ["array['a', 'b,c', null]::text[]", ["a", "b,c", null]],
    ["array[1, 2]::bigint[]", [1, 2]],
    ["'0198c0de-0000-7000-8000-000000000001'::uuid", "0198c0de-0000-7000-8000-000000000001"],
  ])("%s is read as %o", async (text, expected) => {
    expect(await one(text)).toEqual(expected);
  });

  test("an integer that a number cannot hold exactly is refused, not rounded", async () => {
    await expect(one("9007199254740993::bigint")).rejects.toThrow("too large to be exact");
  });

  test("rows written in bulk come back as they were, whatever is in their texts", async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({
      id: `0198c0de-0000-7000-8000-${String(index).padStart(12, "0")}`,
      name: [`"quoted" \\ {a,b}`, "NULL", "åäö 🧡", " ", "", "line\nbreak"][index % 6] ?? "",
      amount: index % 7 === 0 ? null : index * 1_000_003,
      at: Date.UTC(2026, 0, 1) + index,
      on_day: "2026-02-28",
      data: JSON.stringify({ text: `"'\\${index}`, list: [null, true] }),
      tags: ["x", `a"b\\c`, "NULL"],
      ratio: index / 3,
      price: "12.50",
      flag: index % 2 === 0,
    }));
    const columns = {
      id: "uuid",
      name: "text",
      amount: "int8",
      at: "timestamptz",
      on_day: "date",
      data: "jsonb",
      tags: "text[]",
      ratio: "float8",
      price: "numeric",
      flag: "bool",
    } as const;
    const written = await transaction(db, async (tx) =>
      insertUnchecked(tx, "platform_sample", columns, rows),
    );
    expect(written).toBe(2_000);
    const read = await sql`select * from platform_sample order by id`.execute(db);
    expect(read.rows).toEqual(rows.map((row) => ({ ...row, data: JSON.parse(row.data) })));
    const again = await transaction(db, async (tx) =>
      insertUnchecked(tx, "platform_sample", columns, rows, { onConflict: sql`do nothing` }),
    );
    expect(again).toBe(0);
    expect(await insertUnchecked(db, "platform_sample", columns, [])).toBe(0);
  });

  test("a row set can drive an update", async () => {
    const id = "0198c0de-0000-7000-9000-000000000001";
    await insertUnchecked(db, "platform_sample", { id: "uuid", name: "text" }, [
      { id, name: "old" },
    ]);
    const sent = rowSet({ id: "uuid", name: "text" }, [{ id, name: "new" }]);
    await sql`update platform_sample s set name = sent.name from ${sent} as sent where s.id = sent.id`.execute(
      db,
    );
    const read = await sql<{
      name: string;
    }>`select name from platform_sample where id = ${id}`.execute(db);
    expect(read.rows).toEqual([{ name: "new" }]);
  });

  test("a failed transaction leaves nothing, and its error names the broken constraint", async () => {
    const failing = transaction(db, async (tx) => {
      await sql`insert into platform_history values (1)`.execute(tx);
      await sql`insert into platform_history values (1)`.execute(tx);
    });
    await expect(failing).rejects.toSatisfy(
      (error) => brokenConstraint(error) === "platform_history_pkey",
    );
    expect(await one("(select count(*) from platform_history)")).toBe(0);
  });

  test("a transaction whose error was swallowed is not taken for committed", async () => {
    const swallowing = transaction(db, async (tx) => {
      await sql`insert into platform_history values (2)`.execute(tx);
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow();
    expect(await one("(select count(*) from platform_history)")).toBe(0);
  });

  test("what was asked for behind a failed statement leaves nothing, not even after the transaction's end", async () => {
    const failing = transaction(db, async (tx) =>
      inTurn(tx, async (turn) =>
        Promise.all([
          sql`insert into platform_history values (50)`.execute(turn),
          sql`select 1 / 0`.execute(turn),
          sql`insert into platform_history values (51)`.execute(turn),
          sql`select 1`
            .execute(turn)
            .catch(() => sql`insert into platform_history values (52)`.execute(turn)),
        ]),
      ),
    );
    await expect(failing).rejects.toThrow("division by zero");
    await sql`select pg_sleep(0.05)`.execute(db);
    expect(await one("(select count(*) from platform_history where id between 50 and 52)")).toBe(0);
  });

  test("what is asked for at once is carried out in the order it was asked for", async () => {
    const seen = await transaction(db, async (tx) => {
      const [, first, , second] = await inTurn(tx, async (turn) => {
        const count = async () => {
          const found = await sql<{ count: number }>`
            select count(*)::int as count from platform_history where id in (60, 61)`.execute(turn);
          return found.rows[0]?.count;
        };
        return Promise.all([
          sql`insert into platform_history values (60)`.execute(turn),
          count(),
          sql`insert into platform_history values (61)`.execute(turn),
          count(),
        ]);
      });
      return [first, second];
    });
    expect(seen).toEqual([1, 2]);
  });

  test("a statement that is asked often goes on after failures, and after its table has changed", async () => {
    const insert = (id: number, work: Db) =>
      sql`insert into platform_history (id) values (${id}::int)`.execute(work);
    await insert(70, db);
    for (let time = 0; time < 5; time += 1)
      await expect(
        transaction(db, async (tx) =>
          inTurn(tx, async (turn) => Promise.all([insert(71, turn), insert(70, turn)])),
        ),
      ).rejects.toSatisfy((error) => brokenConstraint(error) === "platform_history_pkey");
    await store.asOwner((owner) =>
      sql`alter table platform_history add column note text`.execute(owner),
    );
    await transaction(db, async (tx) => insert(71, tx));
    expect(await one("(select count(*) from platform_history where id in (70, 71))")).toBe(2);
  });

  test("after a transaction that only read, however it ended, what is written stays", async () => {
    for (let time = 0; time < 5; time += 1) {
      await snapshot(db, async (tx) => sql`select 1`.execute(tx));
      await sql`insert into platform_history values (${80 + time}::int)`.execute(db);
      await expect(snapshot(db, async (tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(
        "division by zero",
      );
      await transaction(db, async (tx) =>
        sql`insert into platform_history values (${90 + time}::int)`.execute(tx),
      );
    }
    expect(await one("(select count(*) from platform_history where id between 80 and 99)")).toBe(
      10,
    );
  });

  test("kept plans end with the transaction that asked for them", async () => {
    const mode = "current_setting('plan_cache_mode')";
    const within = await transaction(db, async (tx) => {
      await keepPlans(tx);
      const found = await sql<{ value: string }>`select ${sql.raw(mode)} as value`.execute(tx);
      return found.rows[0]?.value;
    });
    expect(within).toBe("force_generic_plan");
    expect(await one(mode)).toBe("auto");
  });

  test("nothing can be asked in turn once the turns are over", async () => {
    const kept: Tx[] = [];
    await transaction(db, async (tx) => {
      await inTurn(tx, async (turn) => {
        kept.push(turn);
        await sql`select 1`.execute(turn);
      });
      await expect(
        Promise.all(kept.map(async (turn) => sql`select 1`.execute(turn))),
      ).rejects.toThrow("transaction is over");
    });
  });

  test("concurrent transactions do not see or touch each other's work", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        transaction(db, async (tx) => {
          await sql`insert into platform_history values (${100 + index}::int)`.execute(tx);
          await sql`select pg_sleep(0.002)`.execute(tx);
          if (index % 2 === 1) throw new Error("changed my mind");
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await one("(select count(*) from platform_history where id between 100 and 119)")).toBe(
      10,
    );
  });

  test("a certain abort runs the work again, at most 6 times", async () => {
    let runs = 0;
    const result = await transaction(db, async (tx) => {
      runs += 1;
      if (runs < 3)
        await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(tx);
      return runs;
    });
    expect(result).toBe(3);
    let failures = 0;
    const hopeless = transaction(db, async (tx) => {
      failures += 1;
      await sql`do $$ begin raise exception 'again' using errcode = '40P01'; end $$`.execute(tx);
    });
    await expect(hopeless).rejects.toSatisfy(
      (error) => isCertainAbort(error) && isUnavailable(error),
    );
    expect(failures).toBe(6);
  });

  test("a snapshot does not write", async () => {
    const writing = snapshot(db, async (tx) => {
      await sql`insert into platform_history values (3)`.execute(tx);
    });
    await expect(writing).rejects.toThrow("read-only transaction");
  });

  test("history can be added to and read, but not changed, removed or emptied", async () => {
    await sql`insert into platform_history values (200)`.execute(db);
    for (const attempt of [
      "update platform_history set id = 201 where id = 200",
      "delete from platform_history",
      "truncate platform_history",
      "truncate platform_sample",
      "drop table platform_history",
      "alter table platform_history disable trigger all",
      "select platform_append_only('platform_history')",
      "insert into platform_migration values (999, 'x', 'x', now())",
      "delete from platform_table_rule",
    ]) {
      await expect(sql.raw(attempt).execute(db), attempt).rejects.toMatchObject({ code: "42501" });
    }
    expect(await one("(select count(*) from platform_history where id = 200)")).toBe(1);
    expect(await one("current_user")).toBe("trofast_app");
  });

  test("the owner's work does not leave its rights behind", async () => {
    const owner = await store.asOwner(async (own) => {
      const result = await sql<{ name: string }>`select current_user as name`.execute(own);
      return result.rows[0]?.name;
    });
    expect(owner).not.toBe("trofast_app");
    const broken = store.asOwner(async (own) => {
      await sql`start transaction`.execute(own);
      await sql`select 1 / 0`.execute(own);
    });
    await expect(broken).rejects.toThrow("division by zero");
    expect(await one("current_user")).toBe("trofast_app");
  });

  test("a plain database is not accepted where a transaction is needed", () => {
    const needsTransaction = (_tx: Tx): boolean => true;
    // @ts-expect-error -- The compiler is the test.
    expect(needsTransaction(db)).toBe(true);
  });
});

describe.each(postgresKinds())("on $name only", ({ kind }) => {
  test("a deadlock is resolved by running one side again", async () => {
    const store = await aStore(kind);
    await store.asOwner(async (owner) => {
      await sql`create table platform_pair (id integer primary key, count integer not null)`.execute(
        owner,
      );
      await sql`insert into platform_pair values (1, 0), (2, 0)`.execute(owner);
      await sql`select platform_grant()`.execute(owner);
    });
    const both = async (first: number, second: number): Promise<void> =>
      transaction(store.db, async (tx) => {
        await sql`update platform_pair set count = count + 1 where id = ${first}::int`.execute(tx);
        await sql`select pg_sleep(0.05)`.execute(tx);
        await sql`update platform_pair set count = count + 1 where id = ${second}::int`.execute(tx);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    const counts = await sql`select count from platform_pair order by id`.execute(store.db);
    expect(counts.rows).toEqual([{ count: 2 }, { count: 2 }]);
    await store.close();
  });

  test("a cut connection is an unknown outcome, and the next query finds a new connection", async () => {
    const store = await aStore(kind);
    const cut = transaction(store.db, async (tx) => {
      const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await store.executeAsOwner("select pg_terminate_backend($1, 5000)", [own.rows[0]?.pid]);
      await sql`select 1`.execute(tx);
    });
    await expect(cut).rejects.toSatisfy((error) => isUnknownOutcome(error));
    const idle = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store.db);
    await store.executeAsOwner("select pg_terminate_backend($1)", [idle.rows[0]?.pid]);
    await expect
      .poll(async () => (await sql`select 1 as one`.execute(store.db)).rows)
      .toEqual([{ one: 1 }]);
    await store.close();
  });
});

test("a database that is not there is told apart from a mistake in the statement", async () => {
  const store = await anEmptyStore("pglite");
  await expect(sql`select * from nothing_here`.execute(store.db)).rejects.toSatisfy(
    (error) => !isUnavailable(error),
  );
  await store.close();
  await expect(sql`select 1`.execute(store.db)).rejects.toSatisfy((error) => isUnavailable(error));
});

test("array text escapes what would end an element", () => {
  expect(arrayText([`a"b`, "c\\d", "e,f", "{}", "", null, "null", 1.5, true])).toBe(
    '{"a\\"b","c\\\\d","e,f","{}","",NULL,"null",1.5,true}',
  );
});
