/** Senders as shops have them: many at once, each sending the same event again until it is acknowledged. */
import { setTimeout as sleep } from "node:timers/promises";
import { type EventAnswer, eventAnswer } from "@trofast/contract/events";
import { problem as problemDocument } from "@trofast/contract/problem";
import { z } from "zod";
import { type Chance, pick, whole } from "./chance.ts";
import type { Parcel } from "./events.ts";
import type { History, Told } from "./history.ts";

export interface SendOptions {
  /** Where the servers answer; each attempt goes to one of them. */
  readonly ports: readonly number[];
  readonly key: string;
  readonly senders: number;
  readonly chance: Chance;
  /** On the steady clock: what is not acknowledged by then is a fault. */
  readonly giveUpAt: number;
}

const ATTEMPT_MS_MAX = 20_000;
const PAUSE_MS_MAX = 2_000;
/** Refusals that ask for the same event again. */
const sendAgain = new Set(["member_busy", "request_in_progress", "rate_limited"]);

/** Sends every parcel and returns when all are acknowledged, or when the time is up. */
export async function sendAll(
  history: History,
  parcels: Iterable<Parcel> | AsyncIterable<Parcel>,
  options: SendOptions,
): Promise<void> {
  const queue = iteratorOf(parcels);
  const work = async (): Promise<void> => {
    for (let next = await queue.next(); next.done !== true; next = await queue.next())
      await sendUntilAcknowledged(history, next.value, options);
  };
  await Promise.all(Array.from({ length: options.senders }, work));
}

function iteratorOf(parcels: Iterable<Parcel> | AsyncIterable<Parcel>): AsyncGenerator<Parcel> {
  return (async function* () {
    yield* parcels;
  })();
}

async function sendUntilAcknowledged(
  history: History,
  parcel: Parcel,
  options: SendOptions,
): Promise<void> {
  let open = parcel.events.map((event) => history.sending(event));
  while (open.length > 0) {
    if (performance.now() > options.giveUpAt) {
      for (const { event } of open) history.fault(`${event.body.id} was never acknowledged`);
      return;
    }
    const attempt = await attemptOf(history, open, parcel.isBatch, options);
    open = attempt.open;
    if (open.length > 0) await sleep(Math.min(attempt.pauseMs, PAUSE_MS_MAX));
  }
}

interface Attempt {
  /** What must be sent again, after the pause. */
  readonly open: Told[];
  readonly pauseMs: number;
}

async function attemptOf(
  history: History,
  open: Told[],
  isBatch: boolean,
  options: SendOptions,
): Promise<Attempt> {
  const bodies = open.map((told) => told.event.body);
  const [path, body] = isBatch
    ? ["/v1/events/batch", { events: bodies }]
    : ["/v1/events", bodies[0]];
  const reply = await post(path, body, options).catch(() => null);
  if (reply === null) {
    history.count("no answer");
    for (const told of open) told.attemptsLost += 1;
    return { open, pauseMs: whole(options.chance, 10, 150) };
  }
  history.count(String(reply.status));
  const pauseMs = judgeStatus(history, reply);
  if (pauseMs !== null) return { open, pauseMs };
  const answers = answersOf(reply, isBatch);
  if (answers?.length !== open.length) {
    history.fault(`an answer nobody can read: ${reply.status} ${reply.text.slice(0, 500)}`);
    return { open: [], pauseMs: 0 };
  }
  const again: Told[] = [];
  for (const [index, told] of open.entries()) {
    const answer = answers[index];
    if (answer === undefined || sendAgain.has(answer.problem?.code ?? "")) again.push(told);
    else history.acknowledge(told, answer);
    if (answer !== undefined) judgeAnswer(history, told, answer);
  }
  return { open: again, pauseMs: whole(options.chance, 5, 50) };
}

interface ServerReply {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

async function post(path: string, body: unknown, options: SendOptions): Promise<ServerReply> {
  const answer = await fetch(`http://127.0.0.1:${pick(options.chance, options.ports)}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${options.key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ATTEMPT_MS_MAX),
  });
  const text = await answer.text();
  return { status: answer.status, text, retryAfter: answer.headers.get("retry-after") };
}

/** How long the server asks to wait before the same again; null where it has answered. */
function judgeStatus(history: History, reply: ServerReply): number | null {
  const { status, retryAfter, text } = reply;
  const isAway = status === 503 || status === 429;
  const isBusy = status === 409 && sendAgain.has(codeOf(text));
  if (status >= 500 && status !== 503) {
    history.fault(`answered ${status}: ${text.slice(0, 500)}`);
    return PAUSE_MS_MAX;
  }
  if (!isAway && !isBusy) return null;
  if (retryAfter !== null && Number(retryAfter) >= 0) return Number(retryAfter) * 1000;
  history.fault(`answered ${status} ${codeOf(text)} without Retry-After`);
  return PAUSE_MS_MAX;
}

/** A single event that is refused is a problem of the call; among many it is an answer like the others. */
function answersOf({ status, text }: ServerReply, isBatch: boolean): EventAnswer[] | undefined {
  const json: unknown = JSON.parse(text);
  if (isBatch && status < 400)
    return z.object({ answers: z.array(eventAnswer) }).safeParse(json).data?.answers;
  if (status < 400) {
    const answer = eventAnswer.safeParse(json).data;
    return answer && [answer];
  }
  const problem = problemDocument.safeParse(json).data;
  if (problem === undefined || isBatch) return undefined;
  return [{ outcome: problem.code === "erased" ? "erased" : "refused", problem }];
}

function codeOf(text: string): string {
  const read = z.object({ code: z.string() }).safeParse(JSON.parse(text));
  return read.data?.code ?? "";
}

/** Within a batch, too, no answer may say that the server broke. */
function judgeAnswer(history: History, { event }: Told, { outcome, problem }: EventAnswer): void {
  if ((problem?.status ?? 0) >= 500)
    history.fault(`${event.body.id} was answered ${problem?.status} ${problem?.code}`);
  if (outcome === "invalid") history.fault(`${event.body.id} is no event: ${problem?.detail}`);
}
