/** What is answered about joining, signing in, and being forgotten. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { beritId, ceciliaId, memberId } from "./examples-club.ts";

const clubCard: AnswerTo<"joining.identities">["data"][number] = {
  source: "club-card",
  id: "9487402385560116",
  since: "2026-06-01T10:00:00Z",
  until: null,
  provenAt: null,
};

export const joiningAnswers: AnswersOf<"Joining" | "Privacy"> = {
  "joining.join": {
    handle: "R2Bx7P3ReMJJgywnfVua3w",
    channel: "email",
    expiresAt: "2026-06-01T10:10:00Z",
  },
  "joining.verify": {
    memberId: ceciliaId,
    isNew: true,
    token: "tro_member_8PbtGkcrHJet_LacisK8dgUMjaVef9bydvbk8PJKHGusT3elDWU",
    expiresAt: "2027-06-01T10:00:00Z",
  },
  "joining.token": {
    token: "YNljBTkDSg5A3-eVsVlVIQ",
    path: "/j#YNljBTkDSg5A3-eVsVlVIQ",
    url: null,
    expiresAt: "2026-06-01T10:05:00Z",
  },
  "joining.redeem": {
    memberId: "01890a5d-c96a-743a-8c34-1528d6d74f51",
    isNew: true,
    token: "tro_member_tZVbalMvyq0W_1rkAqcht1pVVSkN4GAs0ng0SHepRlCZ44F0SmT",
    expiresAt: "2027-06-01T10:00:00Z",
  },
  "joining.stepUp": {
    handle: "QL2BS64ji5zvTJiudgVNEQ",
    channel: "email",
    expiresAt: "2026-06-01T10:10:00Z",
  },
  "joining.verifyStepUp": { provenUntil: "2026-06-01T10:10:00Z" },
  "joining.readStepUp": { provenUntil: "2026-06-01T10:10:00Z" },
  "joining.askPresence": {
    token: "Oknnc9vEiulDhp5rYifrDg",
    code: "251674",
    expiresInSeconds: 300,
    expiresAt: "2026-06-01T10:05:00Z",
  },
  "joining.confirmPresence": {
    memberId: "01890a5d-c96a-743a-8c34-1528d6d74f51",
    provenUntil: "2026-06-01T10:10:00Z",
  },
  "joining.identities": {
    data: [
      clubCard,
      {
        source: "email",
        id: "cecilia@example.se",
        since: "2026-06-01T10:00:00Z",
        until: null,
        provenAt: "2026-06-01T10:00:00Z",
      },
    ],
  },
  "joining.addIdentity": {
    handle: "GxNi1bKwtzq9M0_CE6_txA",
    channel: "email",
    expiresAt: "2026-06-01T10:10:00Z",
  },
  "joining.verifyIdentity": {
    data: [
      clubCard,
      {
        source: "email",
        id: "cecilia.lind@example.se",
        since: "2026-06-01T10:00:00Z",
        until: null,
        provenAt: "2026-06-01T10:00:00Z",
      },
    ],
  },
  "joining.removeIdentity": {
    data: [
      clubCard,
      {
        source: "email",
        id: "cecilia.lind@example.se",
        since: "2026-06-01T10:00:00Z",
        until: "2026-06-01T10:00:00Z",
        provenAt: "2026-06-01T10:00:00Z",
      },
    ],
  },
  "joining.freeze": { memberId, status: "frozen" },
  "joining.unfreeze": { memberId, status: "active" },
  "privacy.eraseMe": { memberId: ceciliaId, erasedAt: "2026-06-11T16:20:00Z", forfeited: {} },
  "privacy.erase": {
    memberId: beritId,
    erasedAt: "2026-06-11T16:20:00Z",
    forfeited: { points: 80 },
  },
  "privacy.retention": {
    data: [
      {
        rule: "codes",
        what: "One-time codes, with the address that they went to.",
        keepDays: 1,
        keepDaysUnlessSaid: 1,
        due: 0,
      },
      {
        rule: "consent-links",
        what: "Links to confirm a consent; what was agreed to by them is kept as a record.",
        keepDays: 30,
        keepDaysUnlessSaid: 30,
        due: 0,
      },
    ],
  },
  "privacy.putRetention": {
    rule: "inactive-members",
    what: "Members of whom nothing was heard: no event, no sign-in, no change. They are erased.",
    keepDaysUnlessSaid: 0,
    keepDays: 365,
    due: 0,
  },
  "privacy.tables": {
    data: [
      {
        table: "platform_idempotency",
        holds: "Answers to calls of yours that were sent with a key.",
        leftOut: { request_hash: "It says nothing by itself." },
        onErasure: "delete",
        why: "It is about the person.",
      },
    ],
  },
};
