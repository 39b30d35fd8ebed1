/** What is answered about consents. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { ceciliaId, memberId } from "./examples-club.ts";

const contact: AnswerTo<"consents.mine">["contact"] = {
  rhythm: "lagom",
  quiet: { from: "21:00", to: "08:00" },
  most: {
    lite: { messages: 1, days: 28 },
    lagom: { messages: 1, days: 7 },
    more: { messages: 2, days: 7 },
  },
};
const given: AnswerTo<"consents.mine">["consents"][number] = {
  purpose: "marketing",
  channel: "email",
  given: true,
  wordingVersion: 1,
  wordingHash: "f48c2188b5ec054b1cb620c4f74b20433e4715b7e31f62c5398450fa684de333",
  language: "sv",
  source: "app",
  actor: "member",
  proof: "session qo5iMEtxJJn8",
  at: "2026-06-01T10:00:00Z",
};
const mine: AnswerTo<"consents.mine"> = {
  memberId,
  consents: [given],
  history: [given],
  pending: [],
  contact,
};

export const consentsAnswers: AnswersOf<"Consents"> = {
  "consents.wordings": {
    data: [
      {
        purpose: "marketing",
        language: "en",
        version: 1,
        wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
        hash: "a86dcd88b71a627276c3245b0e8d4aa9c925414a0bc9d7e5944eba7a9ec869c5",
        publishedAt: "2026-06-01T10:00:00Z",
      },
    ],
  },
  "consents.publishWording": {
    purpose: "marketing",
    language: "en",
    wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
    version: 1,
    hash: "a86dcd88b71a627276c3245b0e8d4aa9c925414a0bc9d7e5944eba7a9ec869c5",
    publishedAt: "2026-06-01T10:00:00Z",
  },
  "consents.mine": mine,
  "consents.putMine": mine,
  "consents.ofMember": mine,
  "consents.putOfMember": {
    memberId: ceciliaId,
    consents: [],
    history: [],
    pending: [
      {
        purpose: "marketing",
        channel: "email",
        wordingVersion: 1,
        wordingHash: "a86dcd88b71a627276c3245b0e8d4aa9c925414a0bc9d7e5944eba7a9ec869c5",
        language: "en",
        source: "form",
        actor: "key:HzDmzP2lTNok",
        proof: "form 7 of 17 May 2026",
        wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
        recordedBy: "system",
        way: null,
        askedAt: "2026-06-01T10:00:00Z",
        expiresAt: "2026-06-08T10:00:00Z",
        sentAt: null,
      },
    ],
    contact,
  },
  "consents.mayContact": { allowed: true, reason: "consented", until: null },
  "consents.contact": {
    allowed: true,
    reason: "consented",
    counted: true,
    until: null,
    unsubscribe: {
      path: "/u/AaIJFu2yeZCAAZCJrF4kVQAAk0xUQ0bnWvUu0WvJ1Q",
      url: "https://club.kvarnby.example/u/AaIJFu2yeZCAAZCJrF4kVQAAk0xUQ0bnWvUu0WvJ1Q",
    },
  },
  "consents.readUnsubscribe": { purpose: "marketing", channel: "email", given: true },
  "consents.unsubscribe": { purpose: "marketing", channel: "email", given: false },
  "consents.ask": {
    requests: [
      {
        way: null,
        expiresAt: "2026-06-08T10:00:00Z",
        path: "/c/1FEYwnQ5i-w6JPDZNWIaK5RqcgJuyfGg",
        url: null,
      },
    ],
  },
  "consents.request": {
    state: "open",
    language: "en",
    consents: [
      {
        purpose: "marketing",
        channel: "email",
        wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
        language: "en",
      },
    ],
    expiresAt: "2026-06-08T10:00:00Z",
  },
  "consents.confirm": {
    state: "confirmed",
    language: "en",
    consents: [
      {
        purpose: "marketing",
        channel: "email",
        wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
        language: "en",
      },
    ],
    expiresAt: "2026-06-08T10:00:00Z",
  },
  "consents.answer": {
    memberId: ceciliaId,
    consents: [
      {
        ...given,
        purpose: "profiling",
        channel: null,
        wordingHash: "b0a396aa68ae65b532f5938dbf202cb88e1532c34f69d0ac44702336f8a71155",
        source: "form",
        proof: "form 8; confirmed in session 8PbtGkcrHJet",
      },
      {
        ...given,
        wordingHash: "a86dcd88b71a627276c3245b0e8d4aa9c925414a0bc9d7e5944eba7a9ec869c5",
        language: "en",
        source: "form",
        proof:
          "form 7 of 17 May 2026; confirmed by link 01890a5d-5b8a-736d-811f-2b4703f02dc7, handed over",
      },
    ],
    history: [
      {
        ...given,
        purpose: "profiling",
        channel: null,
        wordingHash: "b0a396aa68ae65b532f5938dbf202cb88e1532c34f69d0ac44702336f8a71155",
        source: "form",
        proof: "form 8; confirmed in session 8PbtGkcrHJet",
      },
      {
        ...given,
        wordingHash: "a86dcd88b71a627276c3245b0e8d4aa9c925414a0bc9d7e5944eba7a9ec869c5",
        language: "en",
        source: "form",
        proof:
          "form 7 of 17 May 2026; confirmed by link 01890a5d-5b8a-736d-811f-2b4703f02dc7, handed over",
      },
    ],
    pending: [],
    contact,
  },
};
