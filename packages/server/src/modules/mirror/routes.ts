import * as contract from "@trofast/contract/mirror";
import { formatInstant } from "@trofast/engine/time";
import { bind, subjectOf, type Http } from "../../platform/http.ts";
import type { Correction } from "./domain.ts";
import * as mirror from "./service.ts";

export function registerMirrorRoutes(http: Http): void {
  bind(http, contract.myMirror, async ({ club, caller }) =>
    shown(await mirror.look(club, { memberId: subjectOf(caller), isOwn: true })),
  );

  bind(http, contract.memberMirror, async ({ club, params }) => {
    const memberId = await mirror.memberIdOf(club, params);
    return shown(await mirror.look(club, { memberId, isOwn: false }));
  });

  bind(http, contract.correctMirror, async ({ club, caller, body }) =>
    shownCorrection(await mirror.correct(club, { memberId: subjectOf(caller), ...body })),
  );

  bind(http, contract.uncorrectMirror, async ({ club, caller, params }) => {
    await mirror.uncorrect(club, { memberId: subjectOf(caller), ...params });
    return null;
  });
}

function shown(seen: mirror.Seen) {
  const { memberId, at, zone, profiling, complaint, corrections, countedEvents, categoryNames } =
    seen;
  const { receipts, what, often, when, green, returns, rewards, answers } = seen;
  return {
    memberId,
    at: formatInstant(at),
    timezone: zone,
    profiling,
    complaint:
      complaint === null ? null : { about: complaint.about, at: formatInstant(complaint.at) },
    receipts:
      receipts === undefined
        ? null
        : { ...receipts, firstAt: text(receipts.firstAt), lastAt: text(receipts.lastAt) },
    what:
      what === undefined
        ? null
        : { ...what, categories: what.categories.map((each) => dated(each)) },
    often: often === undefined ? null : { ...often, lastVisitAt: text(often.lastVisitAt) },
    when: when ?? null,
    green: green?.map((each) => ({ ...each, lastAt: text(each.lastAt) })) ?? null,
    returns: returns ?? null,
    rewards: rewards === undefined ? null : { ...rewards, byReward: rewards.byReward.map(dated) },
    answers: answers?.map(shownAnswer) ?? null,
    corrections: corrections.map(shownCorrection),
    categoryNames: Object.fromEntries(
      Object.entries(categoryNames).map(([category, names]) => [category, { ...names }]),
    ),
    countedEvents,
  };
}

const text = (at: number | null): string | null => (at === null ? null : formatInstant(at));

function dated<Thing extends { readonly lastAt: number }>(thing: Thing) {
  return { ...thing, lastAt: formatInstant(thing.lastAt) };
}

function shownAnswer({ field: { field, kind, label }, choices, answer }: mirror.Answered) {
  const { value, provenance, saidAt } = answer;
  return {
    field,
    kind,
    label,
    choices: choices.map((choice) => ({ ...choice })),
    answer: { value, from: provenance, at: formatInstant(saidAt) },
  };
}

function shownCorrection(correction: Correction) {
  const { correctionId, kind, source, sourceId, category, madeAt } = correction;
  const event = source === null || sourceId === null ? null : { source, id: sourceId };
  return { correctionId, kind, event, category, at: formatInstant(madeAt) };
}
