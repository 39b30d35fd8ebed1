/** What is answered about members, and what they were not content with. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { beritId, ceciliaId, memberId } from "./examples-club.ts";

const anna: AnswerTo<"members.get"> = {
  memberId,
  walletId: memberId,
  kind: "person",
  market: "se",
  status: "active",
  joinedSource: "card",
  createdAt: "2026-06-01T10:00:00Z",
  profile: { email: "anna@example.se", language: "sv", givenName: "Anna", familyName: "Lind" },
  identities: [
    { source: "card", id: "7001", since: "2026-06-01T10:00:00Z" },
    { source: "webshop", id: "customer-5512", since: "2026-06-01T10:00:00Z" },
  ],
};
const dogName: AnswerTo<"members.putField"> = {
  field: "dogName",
  kind: "text",
  label: { sv: "Hundens namn", en: "Name of the dog" },
  question: { sv: "Vad heter din hund?", en: "What is your dog called?" },
  purpose: "To greet it by its name",
  keepDays: 730,
  consent: null,
  position: 0,
  choices: null,
};

export const membersAnswers: AnswersOf<"Members" | "Complaints"> = {
  "members.put": anna,
  "members.get": anna,
  "members.getById": anna,
  "members.list": {
    data: [
      {
        memberId: beritId,
        kind: "person",
        market: "se",
        status: "active",
        createdAt: "2026-06-01T10:00:00Z",
        givenName: "Berit",
        familyName: "Holm",
      },
      {
        memberId,
        kind: "person",
        market: "se",
        status: "active",
        createdAt: "2026-06-01T10:00:00Z",
        givenName: "Anna",
        familyName: "Lind",
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "members.identityHistory": {
    data: [{ memberId, since: "2026-06-01T10:00:00Z", until: null, provenAt: null }],
  },
  "members.resolveCard": {
    memberId: ceciliaId,
    by: "number",
    status: "active",
    kind: "person",
    market: null,
    givenName: null,
    member: { source: "club-card", id: "9487402385560116" },
    wishesToSpend: false,
  },
  "members.fields": {
    data: [
      { ...dogName, answers: 0 },
      {
        field: "interests",
        kind: "choice",
        label: { en: "Interests", sv: "Intressen" },
        question: { en: "What do you like?", sv: "Vad tycker du om?" },
        purpose: "To tell you what fits",
        keepDays: 730,
        consent: null,
        position: 1,
        choices: [{ value: "coffee", label: { en: "Coffee", sv: "Kaffe" } }],
        answers: 0,
      },
    ],
  },
  "members.putField": dogName,
  "members.deleteField": { answersRemoved: 0 },
  "members.putAnswers": {
    memberId,
    answers: { dogName: { value: "Fido", from: "imported", at: "2026-06-01T10:00:00Z" } },
  },
  "members.upload": {
    rows: 2,
    refused: { invalid_email: 1 },
    errors: [
      {
        line: 3,
        code: "invalid_email",
        column: "email",
        detail: "The part after @ is no name of a mail server, such as example.se.",
      },
    ],
    created: 1,
    updated: 0,
  },
  "members.search": {
    data: [
      {
        memberId,
        kind: "person",
        market: "se",
        status: "active",
        name: "Anna Lind",
        identity: { source: "card", masked: "700…001" },
        levels: { level: "guest" },
        available: { points: 684 },
        foundBy: "name",
        joinedAt: "2026-06-01T10:00:00Z",
        lastVisitAt: "2026-05-17T07:30:00Z",
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "members.timeline": {
    data: [
      {
        entryId: "i:01890a5d-2752-708c-9427-95cb904d0a08:1",
        what: "identity",
        at: "2026-06-01T10:00:00Z",
        event: null,
        consent: null,
        identity: { source: "webshop", masked: "cus…512", change: "added" },
        merge: null,
      },
      {
        entryId: "i:01890a5d-e57c-7431-b85a-c3887cc3842f:1",
        what: "identity",
        at: "2026-06-01T10:00:00Z",
        event: null,
        consent: null,
        identity: { source: "card", masked: "700…001", change: "added" },
        merge: null,
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "complaints.note": {
    about: "goods",
    channel: "office",
    eventId: "01890a5d-a493-7132-a276-517410011459",
    at: "2026-06-01T10:00:00Z",
    answeredAt: null,
  },
  "complaints.answer": { answered: 1 },
  "complaints.ofMember": {
    data: [
      {
        about: "goods",
        channel: "office",
        eventId: "01890a5d-a493-7132-a276-517410011459",
        at: "2026-06-01T10:00:00Z",
        answeredAt: null,
      },
    ],
  },
};
