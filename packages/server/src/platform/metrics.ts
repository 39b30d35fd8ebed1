/** What a Prometheus server may read at `/metrics`. Each club has a registry of its own. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<"endpoint" | "status">;
  readonly requestsNow: Gauge;
  /** Refusals and faults by problem code. */
  readonly problems: Counter<"code">;
  /** Codes and gift cards that were tried and were none. */
  readonly wrongCodes: Counter;
  readonly jobSeconds: Histogram<"job" | "outcome">;
  readonly lostConnections: Counter;
  /** Items of the intake by outcome (`booked`, `duplicate`, `refused`, ...). */
  readonly intakeItems: Counter<"outcome">;
  /** Events per transaction of the intake. */
  readonly intakeBatchSize: Histogram;
  readonly intakeBatchSeconds: Histogram;
  readonly intakeWaiting: Gauge;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function openMetrics(options: { readonly process: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });
  return {
    registry,
    requestSeconds: new Histogram({
      name: "trofast_request_seconds",
      help: "Time from request to answer.",
      labelNames: ["endpoint", "status"],
      buckets: secondsBuckets,
      registers,
    }),
    requestsNow: new Gauge({
      name: "trofast_requests_now",
      help: "Requests being worked on.",
      registers,
    }),
    problems: new Counter({
      name: "trofast_problems_total",
      help: "Refusals and faults by code.",
      labelNames: ["code"],
      registers,
    }),
    wrongCodes: new Counter({
      name: "trofast_wrong_codes_total",
      help: "Codes and gift cards tried that could not be used.",
      registers,
    }),
    jobSeconds: new Histogram({
      name: "trofast_job_seconds",
      help: "Time a background job took.",
      labelNames: ["job", "outcome"],
      buckets: [0.01, 0.1, 1, 10, 60, 300, 1800],
      registers,
    }),
    lostConnections: new Counter({
      name: "trofast_lost_connections_total",
      help: "Database connections lost.",
      registers,
    }),
    ...intakeMetrics(registry),
  };
}

function intakeMetrics(registry: Registry) {
  const registers = [registry];
  return {
    intakeItems: new Counter({
      name: "trofast_intake_items_total",
      help: "Events taken in, by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    intakeBatchSize: new Histogram({
      name: "trofast_intake_batch_events",
      help: "Events per transaction.",
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
      registers,
    }),
    intakeBatchSeconds: new Histogram({
      name: "trofast_intake_batch_seconds",
      help: "Time of one intake transaction.",
      buckets: secondsBuckets,
      registers,
    }),
    intakeWaiting: new Gauge({
      name: "trofast_intake_waiting",
      help: "Events waiting to be taken in.",
      registers,
    }),
  };
}
