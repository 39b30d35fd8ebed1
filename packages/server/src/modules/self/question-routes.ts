/** What the club asks of a member, and what the member says. */
import * as contract from "@trofast/contract/self-questions";
import { formatInstant } from "@trofast/engine/time";
import { transaction } from "../../platform/db.ts";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as members from "../members/service.ts";

export function bindQuestions(http: Http): void {
  bind(http, contract.myQuestion, async ({ club, caller }) => {
    const memberId = subjectOf(caller);
    await members.readById(club.db, memberId);
    const found = await members.questionFor(club.db, memberId, club.clock.now());
    return { question: found === null ? null : shown(found) };
  });

  bind(http, contract.answerQuestion, async ({ club, caller, body }) => {
    const memberId = subjectOf(caller);
    const { field, answer, decline } = body;
    if (decline !== undefined) await members.decline(club, { memberId, field, how: decline });
    if (answer !== undefined)
      await transaction(club.db, (tx) =>
        members.saveAnswers(
          tx,
          { memberId, provenance: "stated", answers: { [field]: answer } },
          club.clock.now(),
        ),
      );
    return { thanks: true };
  });

  bind(http, contract.myFields, async ({ club, caller }) => {
    const memberId = subjectOf(caller);
    await members.readById(club.db, memberId);
    const answers = await members.answersOf(club.db, memberId);
    const fields = await members.offeredFields(club.db);
    return {
      data: fields.map((field) => {
        const answer = answers.get(field.field);
        return { ...shown(field), answer: answer === undefined ? null : shownAnswer(answer) };
      }),
    };
  });
}

function shown({ position: _position, choices, ...field }: members.Offered) {
  return { ...field, choices: choices === null ? null : choices.map((choice) => ({ ...choice })) };
}

const shownAnswer = ({ value, provenance, saidAt }: members.Answer) => ({
  value,
  from: provenance,
  at: formatInstant(saidAt),
});
