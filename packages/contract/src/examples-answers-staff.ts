/** What is answered about people of the staff, keys and the trail. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { beritId, evaId, memberId, olleId, veraId } from "./examples-club.ts";

const eva: AnswerTo<"staff.change"> = {
  id: evaId,
  name: "Eva Berg",
  email: null,
  role: "cashier",
  memberId: null,
  status: "active",
  stores: ["gbg-1"],
  createdAt: "2026-06-01T10:00:00Z",
};
const olle: AnswerTo<"staff.change"> = {
  id: olleId,
  name: "Olle Rask",
  email: null,
  role: "owner",
  memberId: null,
  status: "active",
  stores: null,
  createdAt: "2026-06-01T10:00:00Z",
};
const act: AnswerTo<"staff.askAct"> = {
  id: "01890a5d-8060-7035-9226-45cc0f53b022",
  kind: "adjust",
  memberId,
  needs: "approval",
  outcome: null,
  settledBy: null,
  problem: null,
  payload: { memberId, unit: "points", amount: 500, reason: "goodwill" },
  askedBy: olleId,
  askedAt: "2026-06-01T10:00:00Z",
  dueAt: "2026-06-08T10:00:00Z",
  settledAt: null,
};
const key: AnswerTo<"access.endKey"> = {
  id: "TeYBUiVxm7WP",
  name: "Till 4, Haga",
  scopes: ["checkout", "events:write", "catalogue:read", "rewards:read"],
  stores: ["gbg-1"],
  createdAt: "2026-06-01T10:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
  endedAt: null,
};
const passkey: AnswerTo<"staff.renamePasskey"> = {
  id: "Yu6pjxveAh2_gF939EXslg",
  name: "key ring",
  backedUp: false,
  createdAt: "2026-06-01T10:00:00Z",
  lastUsedAt: null,
};

export const staffAnswers: AnswersOf<"Staff" | "Access" | "Audit"> = {
  "access.createKey": {
    ...key,
    key: "tro_live_TeYBUiVxm7WP_YgMA79DMSAqwXhiDk1mgtWjCsngVQLqL1MwqEL",
  },
  "access.listKeys": {
    data: [
      key,
      {
        id: "HzDmzP2lTNok",
        name: "first admin key",
        scopes: ["admin"],
        stores: null,
        createdAt: "2026-06-01T10:00:00Z",
        expiresAt: null,
        lastUsedAt: "2026-06-01T10:00:00Z",
        endedAt: null,
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "access.endKey": { ...key, endedAt: "2026-06-01T10:00:00Z" },
  "staff.invite": {
    person: { ...eva, status: "invited" },
    invite: {
      link: "https://club.kaffehornan.example/staff/invite#N2IbZtJ6tZmG8rTuFYPBoHtK9q6PmZd8N9vNlfXyXW0",
      expiresAt: "2026-06-04T10:00:00Z",
    },
  },
  "staff.list": {
    data: [{ ...olle, id: veraId, name: "Vera Blom" }, olle],
    nextCursor: null,
    hasMore: false,
  },
  "staff.change": eva,
  "staff.inviteAgain": {
    person: { ...eva, status: "invited" },
    invite: {
      link: "https://club.kaffehornan.example/staff/invite#EAFmeAddFiA7fsw2ua4k7BxDwzxVF43axLFS2RRcfFP",
      expiresAt: "2026-06-04T10:00:00Z",
    },
  },
  "staff.openInvite": {
    person: { ...eva, status: "invited" },
    question: {
      challengeId: "m5RexQos3pk8GdvLzhWueyep8sYi7Ce6",
      options: {
        challenge: "jaZiMFnblyGNzY3ysW1Y8cpgXfCMUofTQKIbIgxpA_k",
        rp: { name: "Trofast", id: "club.kaffehornan.example" },
        user: {
          id: "MDFhMjA5MTktMzhjZi03OTk4LWIyZTMtNmRmNzMxZGRiYzkx",
          name: "Eva Berg",
          displayName: "Eva Berg",
        },
        pubKeyCredParams: [
          { alg: -48, type: "public-key" },
          { alg: -8, type: "public-key" },
        ],
        timeout: 300_000,
        attestation: "none",
        excludeCredentials: [],
        authenticatorSelection: {
          residentKey: "required",
          userVerification: "required",
          requireResidentKey: true,
        },
        extensions: { credProps: true },
        hints: [],
      },
      expiresAt: "2026-06-01T10:05:00Z",
    },
  },
  "staff.acceptInvite": {
    person: eva,
    token: "tro_staff_tKw7oKbHOKsS_fp6iQARrctVYMfwYDD5Cah9bbqlmutPu3aKB8C",
  },
  "staff.askSignIn": {
    challengeId: "oo8YCljk37DckKteDahkdJXwUsYqstcd",
    options: {
      rpId: "club.kaffehornan.example",
      challenge: "6uOBe0nNNAxFjwnwOFIJ_oayo37Sf4tu0Zb9MqycyUI",
      allowCredentials: [],
      timeout: 300_000,
      userVerification: "required",
    },
    expiresAt: "2026-06-01T10:05:00Z",
  },
  "staff.signIn": {
    person: eva,
    token: "tro_staff_Wih3qPSbu6Zz_8j6VzECEgcTVu7o1OAItFSkrHzbLBTIE2d4Db3",
  },
  "staff.askProvider": {
    url: "https://login.example.se/authorize?client_id=trofast&scope=openid+email",
    expiresAt: "2026-06-01T10:10:00Z",
  },
  "staff.me": {
    person: olle,
    scopes: ["admin"],
    provenAt: "2026-06-01T10:00:00Z",
    passkeys: [{ ...passkey, id: "LaY2wZtyPu7sYOAyrNwp5w", name: "laptop" }],
  },
  "staff.askStepUp": {
    challengeId: "KF0UeurBFTBQRPAJA9PoGmRJtzAns7RM",
    options: {
      rpId: "club.kaffehornan.example",
      challenge: "7hBW0B7TCnzewY3bVesbHfnX3YBnPzLJfk0oVi6w96k",
      allowCredentials: [
        { id: "LaY2wZtyPu7sYOAyrNwp5w", transports: ["internal"], type: "public-key" },
      ],
      timeout: 300_000,
      userVerification: "required",
    },
    expiresAt: "2026-06-01T10:05:00Z",
  },
  "staff.stepUp": { provenAt: "2026-06-01T10:00:00Z" },
  "staff.askPasskey": {
    challengeId: "p9gKcSQrPEm1aDO26I7P1jV7FC4OjYDh",
    options: {
      challenge: "NIpXhM1r9i5C2xCTRGxERq7mJEF65Cpm_kh_LF42JEA",
      rp: { name: "Trofast", id: "club.kaffehornan.example" },
      user: {
        id: "MDFhMjA5MTktMzlhMC03ZWQzLWI1ZWUtNzZjOTAzYjBiMTM4",
        name: "Olle Rask",
        displayName: "Olle Rask",
      },
      pubKeyCredParams: [
        { alg: -48, type: "public-key" },
        { alg: -8, type: "public-key" },
      ],
      timeout: 300_000,
      attestation: "none",
      excludeCredentials: [
        { id: "LaY2wZtyPu7sYOAyrNwp5w", transports: ["internal"], type: "public-key" },
      ],
      authenticatorSelection: {
        residentKey: "required",
        userVerification: "required",
        requireResidentKey: true,
      },
      extensions: { credProps: true },
      hints: [],
    },
    expiresAt: "2026-06-01T10:05:00Z",
  },
  "staff.addPasskey": passkey,
  "staff.renamePasskey": { ...passkey, name: "laptop" },
  "staff.askAct": act,
  "staff.listActs": { data: [act], nextCursor: null, hasMore: false },
  "staff.approveAct": {
    ...act,
    outcome: "booked",
    settledBy: veraId,
    settledAt: "2026-06-01T10:00:00Z",
  },
  "staff.undoAct": {
    ...act,
    id: "01890a5d-6810-778e-a489-b43a0d620471",
    outcome: "undone",
    settledBy: olleId,
    payload: { memberId, unit: "points", amount: 800, reason: "goodwill" },
    settledAt: "2026-06-01T10:00:00Z",
  },
  "audit.list": {
    data: [
      {
        id: "01890a5d-b060-7bda-918f-67287cd6aa9c",
        actor: "key:HzDmzP2lTNok",
        act: "privacy.putRetention",
        requestId: "01890a5d-8862-7e42-9a04-d8f8dcfc6aea",
        status: null,
        at: "2026-06-01T10:00:00Z",
        subjects: ["inactive-members"],
        detail: {},
      },
      {
        id: "01890a5d-4b49-75d3-9866-00c5b5e1e9f3",
        actor: "key:HzDmzP2lTNok",
        act: "shops.put",
        requestId: "01890a5d-0e3b-7ced-b128-561ff22b72c1",
        status: null,
        at: "2026-06-01T10:00:00Z",
        subjects: ["analytics"],
        detail: {},
      },
    ],
    nextCursor: "WzE3ODAzMDgwMDAwMDAsIjAxYTIwOTE5LTNjNGYtNzgzMC05YTU3LTM2YTRlNzc2MjQ1NCJd",
    hasMore: true,
  },
  "audit.members": {
    data: [
      {
        memberId: beritId,
        name: "Berit Holm",
        identity: { source: "email", masked: "b•••@example.se" },
        status: "active",
        joinedAt: "2026-06-01T10:00:00Z",
      },
    ],
  },
  "audit.verify": {
    seals: 12,
    entries: 1_204,
    unsealed: 3,
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    sealedThrough: "2026-06-01T09:50:00Z",
    broken: [],
  },
  "audit.signs": {
    data: [
      {
        kind: "often_in_day",
        firstDay: "2026-05-29",
        lastDay: "2026-05-29",
        staffId: null,
        store: "gbg-1",
        memberId: beritId,
        what: "activity",
        count: 9,
        beside: 5,
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
};
