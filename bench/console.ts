/**
 * What the console's pages read, over HTTP against PostgreSQL in a club of 100,000 members: each read by itself, one
 * after the other as one who clicks, with other arguments every time. Counts over the whole club are kept and counted
 * anew beside; how long the first counting took is told.
 */
import { Agent, get } from "node:http";
import { z } from "zod";
import {
  ARTICLES_ALL,
  articleName,
  cardOf,
  MEMBERS_ALL,
  nameOf,
  people,
  PEOPLE,
  phoneOf,
  receiptOf,
  type Peopled,
} from "./people.ts";
import { CATEGORIES, generator, pick } from "./programme.ts";
import { amount, percentile, type Part, type Row } from "./report.ts";
import { startServer, type Ground } from "./servers.ts";

const WANTED_MS = 200;
const HEAT_TIMES = 5;
const MEASURE_TIMES = 60;

/** A read of a page; where a page goes on after another, its cursor is asked for first and not counted. */
interface Read {
  readonly what: string;
  readonly path: (random: () => number) => string;
  readonly pagesOn?: number;
}

const searching = (q: string): string => `/v1/members/search?q=${encodeURIComponent(q)}`;

const anybody = (random: () => number): number => Math.floor(random() * PEOPLE);

const readsOf = (peopled: Peopled): Read[] => [
  ...ofTheClub,
  ...searches(peopled),
  ...ofMembers(peopled),
];

const ofTheClub: readonly Read[] = [
  { what: "overview, intake health, liability", path: () => "/v1/insights/overview" },
  { what: "ledger totals, liability by expiry", path: () => "/v1/ledger/totals" },
  { what: "members, newest", path: () => "/v1/members?limit=25" },
  { what: "members, the tenth page", path: () => "/v1/members?limit=25", pagesOn: 9 },
  { what: "members, frozen only", path: () => "/v1/members?limit=25&status=frozen" },
  { what: "catalogue, first page", path: () => "/v1/articles" },
  {
    what: "catalogue, one category",
    path: (random) => `/v1/articles?category=${encodeURIComponent(pick(CATEGORIES, random()))}`,
  },
  {
    what: "catalogue, search by name",
    path: (random) =>
      `/v1/articles?q=${encodeURIComponent(articleName(Math.floor(random() * ARTICLES_ALL)).slice(4, 12))}`,
  },
  {
    what: "catalogue, search by id",
    path: (random) => `/v1/articles?q=a${Math.floor(random() * ARTICLES_ALL)}`,
  },
  { what: "catalogue, search without a hit", path: () => "/v1/articles?q=nothing-is-called-so" },
  { what: "rewards", path: () => "/v1/rewards" },
  { what: "intake: what is parked", path: () => "/v1/events/parked" },
  { what: "audit", path: () => "/v1/audit" },
];

function searches({ purchases }: Peopled): Read[] {
  return [
    {
      what: "search: two letters of a name",
      path: (random) => searching(nameOf(anybody(random)).givenName.slice(0, 2)),
    },
    { what: "search: given name", path: (random) => searching(nameOf(anybody(random)).givenName) },
    {
      what: "search: family name, second page",
      path: (random) => searching(nameOf(anybody(random)).familyName),
      pagesOn: 1,
    },
    {
      what: "search: whole name",
      path: (random) => searching(Object.values(nameOf(anybody(random))).join(" ")),
    },
    { what: "search: telephone", path: (random) => searching(phoneOf(anybody(random))) },
    { what: "search: card", path: (random) => searching(cardOf(anybody(random)).id) },
    {
      what: "search: receipt",
      path: (random) => searching(receiptOf(Math.floor(random() * purchases))),
    },
  ];
}

function ofMembers({ memberIds }: Peopled): Read[] {
  const one = (random: () => number): string => memberIds[anybody(random)] ?? "";
  const busy = memberIds[0] ?? "";
  return [
    { what: "member page", path: (random) => `/v1/members/id/${one(random)}` },
    { what: "member: timeline", path: (random) => `/v1/members/id/${one(random)}/timeline` },
    { what: "member with thousands: timeline", path: () => `/v1/members/id/${busy}/timeline` },
    {
      what: "member with thousands: tenth page",
      path: () => `/v1/members/id/${busy}/timeline`,
      pagesOn: 9,
    },
    { what: "member: balance", path: (random) => `/v1/members/id/${one(random)}/balance` },
    { what: "member with thousands: balance", path: () => `/v1/members/id/${busy}/balance` },
    { what: "member: mirror", path: (random) => `/v1/members/id/${one(random)}/mirror` },
    { what: "member with thousands: mirror", path: () => `/v1/members/id/${busy}/mirror` },
    {
      what: "member: consents",
      path: (random) => `/v1/members/card/${cardOf(anybody(random)).id}/consents`,
    },
    { what: "member: merges", path: (random) => `/v1/merges?memberId=${one(random)}` },
    {
      what: "member: rewards taken",
      path: (random) => `/v1/members/id/${one(random)}/redemptions`,
    },
  ];
}

export async function consolePages(ground: Ground): Promise<Part> {
  return await measureAll(ground, await people(ground.club));
}

async function measureAll(ground: Ground, peopled: Peopled): Promise<Part> {
  const server = await startServer(ground);
  const reader = new Reader(server.port, ground.key);
  const first = await reader.timed("/v1/insights/overview");
  const rows: Row[] = [];
  for (const read of readsOf(peopled)) rows.push(await measured(read, reader));
  reader.close();
  await server.stop();
  return {
    part: "console",
    how: `one read at a time over HTTP, ${amount(MEMBERS_ALL)} members, ${amount(peopled.purchases)} purchases, ${amount(ARTICLES_ALL)} articles; the overview's first counting took ${amount(first.tookMs)} ms`,
    rows,
  };
}

async function measured({ what, path, pagesOn = 0 }: Read, reader: Reader): Promise<Row> {
  const random = generator(31);
  const times: number[] = [];
  for (let time = 0; time < HEAT_TIMES + MEASURE_TIMES; time += 1) {
    let asked = path(random);
    for (let page = 0; page < pagesOn; page += 1) {
      const { cursor } = await reader.timed(asked);
      if (cursor === null) break;
      asked = withCursor(asked, cursor);
    }
    const { tookMs } = await reader.timed(asked);
    if (time >= HEAT_TIMES) times.push(tookMs);
  }
  return {
    what: `${what}, p95`,
    value: percentile(times, 0.95),
    unit: "ms",
    least: WANTED_MS,
    atMost: true,
    more: `p50 ${amount(percentile(times, 0.5))} ms, at most ${amount(Math.max(...times))} ms`,
  };
}

function withCursor(path: string, cursor: string): string {
  const url = new URL(path, "http://club");
  url.searchParams.set("cursor", cursor);
  return `${url.pathname}${url.search}`;
}

const answered = z.object({ nextCursor: z.string().nullish() });

class Reader {
  readonly #port: number;
  readonly #key: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(port: number, key: string) {
    this.#port = port;
    this.#key = key;
  }

  /** @throws where the answer is anything but 200: then it was not the page that was measured. */
  async timed(path: string): Promise<{ tookMs: number; cursor: string | null }> {
    const started = performance.now();
    const { status, text } = await this.#get(path);
    const tookMs = performance.now() - started;
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
    return { tookMs, cursor: answered.parse(JSON.parse(text)).nextCursor ?? null };
  }

  async #get(path: string): Promise<{ status: number; text: string }> {
    return await new Promise((resolve, reject) => {
      const sent = get(
        {
          host: "127.0.0.1",
          port: this.#port,
          path,
          agent: this.#agent,
          headers: { authorization: `Bearer ${this.#key}` },
        },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on("data", (piece: Buffer) => pieces.push(piece));
          answer.on("end", () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
          );
        },
      );
      sent.on("error", reject);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
