/**
 * The load, in a process of its own: N senders, each with one kept-alive connection, each sending its next request
 * when the last was answered. Bodies are made before the clock starts and HTTP is read by hand, because the sender
 * shares the processor with what it measures.
 *
 * Told over the process channel what to send; tells back every answer's time and what was answered.
 */
import type { Socket } from "node:net";
import { eventMaker, jsonOf } from "./club.ts";
import { AnswerReader, open } from "./wire.ts";

export interface SendOrder {
  readonly port: number;
  readonly key: string;
  readonly senders: number;
  readonly eventsPerRequest: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** No more than this is sent, however fast it goes. */
  readonly requestsMax: number;
  /** Makes the ids of this order unlike all others. */
  readonly name: string;
  readonly seed: number;
}

export interface Sent {
  /** Answered while the clock ran, and answered at all. */
  readonly requests: number;
  readonly answered: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  readonly cpuSeconds: number;
  /** Answers that were not all `booked`: none is expected. */
  readonly unlike: readonly string[];
}

const UNLIKE_SHOWN_MAX = 5;

interface Run {
  readonly order: SendOrder;
  readonly requests: readonly Buffer[];
  next: number;
  answered: number;
  readonly from: number;
  readonly until: number;
  readonly latencies: number[];
  readonly unlike: string[];
}

async function send(order: SendOrder): Promise<Sent> {
  const requests = requestsOf(order);
  const sockets = await Promise.all(Array.from({ length: order.senders }, () => open(order.port)));
  const from = performance.now() + order.warmUpMs;
  const until = from + order.measureMs;
  const run: Run = {
    order,
    requests,
    next: 0,
    answered: 0,
    from,
    until,
    latencies: [],
    unlike: [],
  };
  const cpu = process.cpuUsage();
  const ended = await Promise.all(sockets.map((socket) => keepSending(run, socket)));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (Math.min(until, Math.max(...ended)) - from) / 1000;
  return {
    requests: run.latencies.length,
    answered: run.answered,
    seconds,
    latenciesMs: run.latencies,
    cpuSeconds: (user + system) / 1e6,
    unlike: run.unlike,
  };
}

function requestsOf(order: SendOrder): Buffer[] {
  const make = eventMaker(order.seed);
  const at = Date.now();
  const single = order.eventsPerRequest === 1;
  return Array.from({ length: order.requestsMax }, (_, request) => {
    const events = Array.from({ length: order.eventsPerRequest }, (_unused, index) =>
      jsonOf(make(`${order.name}-${request}-${index}`, at)),
    );
    const body = single ? events.join("") : `{"events":[${events.join(",")}]}`;
    return Buffer.from(
      `POST /v1/events${single ? "" : "/batch"} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${order.key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

/** One sender, until time or requests are up; resolves with the time of its last answer. */
function keepSending(run: Run, socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let last = performance.now();
    const answer = new AnswerReader();
    const next = (): void => {
      sentAt = performance.now();
      const request = run.requests[run.next];
      if (request === undefined || sentAt >= run.until) {
        socket.end();
        resolve(last);
        return;
      }
      run.next += 1;
      socket.write(request);
    };
    socket.on("data", (chunk) => {
      const text = answer.take(chunk);
      if (text === null) return;
      last = performance.now();
      run.answered += 1;
      if (last >= run.from && last < run.until) run.latencies.push(last - sentAt);
      note(run, text);
      next();
    });
    socket.on("error", reject);
    next();
  });
}

function note(run: Run, answer: string): void {
  const booked = answer.split('"outcome":"booked"').length - 1;
  if (answer.startsWith("HTTP/1.1 200") && booked === run.order.eventsPerRequest) return;
  if (run.unlike.length < UNLIKE_SHOWN_MAX) run.unlike.push(answer.slice(0, 2_000));
}

process.on("message", (order: SendOrder) => {
  send(order).then(
    (sent) => process.send?.(sent, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
