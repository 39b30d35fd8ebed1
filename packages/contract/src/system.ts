/** Whether the server lives, can work, and what it counts. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";

const tag = "System";

export const health = endpoint({
  id: "system.health",
  method: "GET",
  path: "/health",
  summary: "The process is alive",
  tag,
  scope: null,
  otherQuery: "ignored",
  answer: z.object({ status: z.literal("ok") }),
  refusals: [],
});

export const ready = endpoint({
  id: "system.ready",
  method: "GET",
  path: "/ready",
  summary: "The database answers and its tables are up to date",
  tag,
  scope: null,
  otherQuery: "ignored",
  answer: z.object({ status: z.literal("ready"), schema: z.int() }),
  refusals: ["store_unavailable"],
});

export const metrics = endpoint({
  id: "system.metrics",
  method: "GET",
  path: "/metrics",
  summary: "Figures for Prometheus",
  description: "Needs an admin key unless the server was started with TROFAST_METRICS=open.",
  tag,
  scope: "admin",
  stores: "club",
  otherQuery: "ignored",
  answer: z.string(),
  answerMedia: "text/plain",
  refusals: [],
});
