/** What is answered about webhooks, the demo and the server. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { memberId } from "./examples-club.ts";

const crm: AnswerTo<"webhooks.get"> = {
  webhook: "crm",
  url: "https://example.se/hook",
  state: "active",
  disabledWhy: null,
  waiting: 0,
  dead: 0,
  types: ["event.booked"],
  secrets: [{ since: "2026-06-01T10:00:00Z", until: null }],
  createdAt: "2026-06-01T10:00:00Z",
  updatedAt: "2026-06-01T10:00:00Z",
};
const delivery: AnswerTo<"webhooks.replay"> = {
  id: "01890a5d-b0f1-793e-a76f-c598d92ea6ba",
  type: "event.booked",
  occurredAt: "2026-06-01T10:00:00Z",
  state: "delivered",
  tries: 1,
  nextAt: null,
  settledAt: "2026-06-01T10:00:00Z",
  attempts: [{ at: "2026-06-01T10:00:00Z", status: 204, fault: null, milliseconds: 44 }],
};
const standing: AnswerTo<"demo.read"> = {
  kind: "coffee",
  seed: "trofast",
  state: "ready",
  done: 0,
  total: 0,
  from: "2025-05-28T00:00:00Z",
  until: "2026-06-01T10:00:00Z",
  clock: "2026-06-01T10:00:00Z",
  members: 400,
  guide: { memberId, name: "Maja" },
  truth: [
    {
      rule: "summer",
      metric: "purchases",
      reachableShare: 0.4,
      rateFactor: 1.3,
      averageEffect: 0.12,
      holdoutBasisPoints: 1_000,
      months: [6, 7, 8],
    },
  ],
};

export const systemAnswers: AnswersOf<"Webhooks" | "Demo" | "System"> = {
  "webhooks.put": { ...crm, secret: "whsec_HzUMVe2KuiEuXMcWpRHbfVdjMqJhUe3a3CN0Qa49sVQ=" },
  "webhooks.list": { data: [crm] },
  "webhooks.get": crm,
  "webhooks.rotate": {
    ...crm,
    secret: "whsec_hwgyeWx/Fl9mlh8mJrQGSIMxXWu5SnXqsWNiam8S7z4=",
    secrets: [
      { since: "2026-06-01T10:00:00Z", until: null },
      { since: "2026-06-01T10:00:00Z", until: "2026-06-02T10:00:00Z" },
    ],
  },
  "webhooks.deliveries": { data: [delivery], nextCursor: null, hasMore: false },
  "webhooks.replay": {
    id: "01890a5d-b0f1-793e-a76f-c598d92ea6ba",
    type: "event.booked",
    occurredAt: "2026-06-01T10:00:00Z",
    state: "waiting",
    tries: 0,
    nextAt: "2026-06-01T10:00:00Z",
    settledAt: null,
    attempts: [],
  },
  "webhooks.replayDead": { replayed: 3 },
  "demo.read": standing,
  "demo.forward": { ...standing, state: "filling", total: 2_310, until: "2026-07-01T10:00:00Z" },
  "demo.session": {
    as: "member",
    subject: memberId,
    name: "Maja",
    token: "tro_member_CibOYpFUGcrl_1kWE2Z7vHkfE4Nkt0fnyRolGcQ1EeeHh3uB8Es",
  },
  "demo.makeYours": {
    url: "https://club.kaffehornan.example",
    ownerLink:
      "https://club.kaffehornan.example/staff/invite#zlYtidE3yXVMbO1B1iXPrqUQO3MlIi95sR5mC3cgQJy",
    ownerLinkExpiresAt: "2026-06-04T10:00:00Z",
    name: "Mitt kafé",
    hue: 275,
    template: "stamps",
  },
  "system.health": { status: "ok" },
  "system.ready": { status: "ready", schema: 31 },
};
