/** What can happen to a club from outside. Each fault begins, lasts and ends; the senders never pause for it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { sweep } from "../../packages/server/src/modules/activity/service.ts";
import { pick, whole } from "./chance.ts";
import type { CutAt } from "./proxy.ts";
import type { PostgresStage, Stage } from "./stage.ts";

export interface Fault<S extends Stage = PostgresStage> {
  readonly name: string;
  /** Makes it happen, and returns when it is over. */
  happen(stage: S): Promise<void>;
}

const LASTS_MS = 1_200;

const serverKilled: Fault<Stage> = {
  name: "a server killed in mid batch",
  async happen({ servers, chance }) {
    await pick(chance, servers).restart();
  },
};

const databaseKilled: Fault = {
  name: "the database killed",
  async happen({ postgres }) {
    postgres.kill();
    await sleep(200);
    await postgres.restart();
  },
};

const bothKilled: Fault = {
  name: "the database killed, and a server while it is away",
  async happen({ postgres, servers, chance }) {
    postgres.kill();
    const server = pick(chance, servers);
    await server.kill();
    const restarted = server.restart();
    await sleep(500);
    await Promise.all([restarted, postgres.restart()]);
  },
};

const backendKilled: Fault = {
  name: "backends ended one by one",
  async happen(stage) {
    const { chance } = stage;
    await asOperator(stage, async (client) => {
      for (let ended = 0; ended < 6; ended += 1) {
        const { rows } = await client.query<{ pid: number }>(
          `select pid from pg_stat_activity
           where application_name = 'trofast' and datname = current_database() order by pid`,
        );
        if (rows.length > 0)
          await client.query("select pg_terminate_backend($1)", [pick(chance, rows).pid]);
        await sleep(whole(chance, 20, 150));
      }
    });
  },
};

const troubledStart: Fault = {
  name: "a server restarted while its first connections are ended",
  async happen(stage) {
    const { servers, chance } = stage;
    await asOperator(stage, async (client) => {
      await pick(chance, servers).restart();
      for (let ended = 0; ended < 40; ended += 1) {
        await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'trofast' and datname = current_database()`,
        );
        await sleep(25);
      }
    });
  },
};

const commitCut = (at: CutAt): Fault => ({
  name: `connections cut ${at}`,
  async happen({ toDatabase }) {
    const before = toDatabase.cuts;
    toDatabase.cutCommits(at, 4);
    for (let waited = 0; toDatabase.cuts < before + 4 && waited < LASTS_MS; waited += 20)
      await sleep(20);
    toDatabase.cutCommits(at, 0);
  },
});

const slowDatabase: Fault = {
  name: "a slow and leaky wire to the database",
  async happen({ toDatabase, chance }) {
    toDatabase.delayUpTo(whole(chance, 20, 400));
    toDatabase.cutShare(0.01);
    await sleep(LASTS_MS);
    toDatabase.delayUpTo(0);
    toDatabase.cutShare(0);
  },
};

const databaseUnreachable: Fault = {
  name: "all connections to the database cut, again and again",
  async happen({ toDatabase }) {
    for (let cut = 0; cut < 5; cut += 1) {
      toDatabase.cutAll();
      await sleep(LASTS_MS / 5);
    }
  },
};

const answersCut: Fault<Stage> = {
  name: "answers lost on their way to the senders",
  async happen({ wires }) {
    for (const wire of wires) wire.cutAnswers(15);
    await sleep(LASTS_MS);
    for (const wire of wires) wire.cutAnswers(0);
  },
};

const readOnly: Fault = {
  name: "the database read-only",
  async happen(stage) {
    const set = async (client: Client, value: string): Promise<void> => {
      await client.query("set default_transaction_read_only = off");
      await client.query(`alter system set default_transaction_read_only = ${value}`);
      await client.query("select pg_reload_conf()");
    };
    await asOperator(stage, async (client) => {
      await set(client, "on");
      await sleep(LASTS_MS);
      await set(client, "default");
    });
  },
};

const connectionsUsedUp: Fault = {
  name: "every connection of the database taken",
  async happen(stage) {
    const taken: Client[] = [];
    try {
      const first = await stage.connect();
      taken.push(first);
      for (;;) {
        const next = await stage.connect().catch(() => null);
        if (next === null) break;
        taken.push(next);
      }
      await first.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'trofast' and datname = current_database()`,
      );
      // What the servers lost is taken as well, before they ask for it again.
      for (let more = 0; more < POOLS; more += 1) {
        const next = await stage.connect().catch(() => null);
        if (next !== null) taken.push(next);
      }
      await sleep(LASTS_MS);
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  },
};
const POOLS = 16;

const poolUsedUp: Fault = {
  name: "the servers' own connections all waiting for a lock",
  async happen(stage) {
    await asOperator(stage, async (client) => {
      await client.query("begin");
      await client.query("lock table activity_claim in access exclusive mode");
      const asking = Array.from({ length: 40 }, (_, n) => askBalance(stage, `m${n % 10}`));
      await sleep(LASTS_MS);
      await client.query("commit");
      await Promise.all(asking);
    });
  },
};

/** A reader among the writers: it may be told to come again, never that something broke. */
async function askBalance({ servers, key, chance }: Stage, member: string): Promise<void> {
  const port = pick(chance, servers).port;
  const answer = await fetch(`http://127.0.0.1:${port}/v1/members/card/${member}/balance`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (answer.status >= 500 && answer.status !== 503)
    throw new Error(`A balance was answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}

const deadlocks: Fault = {
  name: "deadlocks with somebody else's transaction",
  async happen(stage) {
    await asOperator(stage, async (client) => {
      for (let tries = 0; tries < 2; tries += 1) {
        await client.query("begin");
        await client.query("select from activity_cap for update");
        await sleep(150);
        // Whoever waits for a cap holds members: one of the two is undone by the database.
        await client.query("select from activity_state for update").catch(() => undefined);
        await client.query("rollback");
      }
    });
  },
};

const frozen: Fault<Stage> = {
  name: "a server that stands still, with whatever it holds",
  async happen({ servers, chance }) {
    await pick(chance, servers).freeze(LASTS_MS);
  },
};

const twoSweeps: Fault = {
  name: "two sweeps at once, beside the servers",
  async happen(stage) {
    const clubs = await Promise.all([stage.openClub(), stage.openClub()]);
    try {
      for (let times = 0; times < 3; times += 1) await Promise.all(clubs.map(sweep));
    } finally {
      await Promise.all(clubs.map((club) => club.close()));
    }
  },
};

async function asOperator(
  stage: PostgresStage,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await stage.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** All that can happen to servers on PostgreSQL. */
export const postgresFaults: readonly Fault[] = [
  serverKilled,
  databaseKilled,
  bothKilled,
  backendKilled,
  troubledStart,
  commitCut("before commit"),
  commitCut("during commit"),
  commitCut("after commit"),
  slowDatabase,
  databaseUnreachable,
  answersCut,
  readOnly,
  connectionsUsedUp,
  poolUsedUp,
  deadlocks,
  frozen,
  twoSweeps,
];

/** What can happen to a server with its store inside. */
export const embeddedFaults: readonly Fault<Stage>[] = [serverKilled, answersCut, serverKilled];
