/**
 * What every call that answers JSON is answered, told of one little club: what was sent to it in order, and what came
 * back. The first calls of a newcomer are sent again by a test.
 */
import type { AnswerExamples } from "./examples-answered.ts";
import { clubAnswers } from "./examples-answers-club.ts";
import { codesAnswers } from "./examples-answers-codes.ts";
import { consentsAnswers } from "./examples-answers-consents.ts";
import { eventsAnswers } from "./examples-answers-events.ts";
import { joiningAnswers } from "./examples-answers-joining.ts";
import { ledgerAnswers } from "./examples-answers-ledger.ts";
import { membersAnswers } from "./examples-answers-members.ts";
import { programmesAnswers } from "./examples-answers-programmes.ts";
import { relationsAnswers } from "./examples-answers-relations.ts";
import { rewardsAnswers } from "./examples-answers-rewards.ts";
import { selfAnswers } from "./examples-answers-self.ts";
import { shopsAnswers } from "./examples-answers-shops.ts";
import { staffAnswers } from "./examples-answers-staff.ts";
import { systemAnswers } from "./examples-answers-system.ts";

export const answerExamples: AnswerExamples = {
  ...eventsAnswers,
  ...ledgerAnswers,
  ...membersAnswers,
  ...relationsAnswers,
  ...joiningAnswers,
  ...selfAnswers,
  ...consentsAnswers,
  ...programmesAnswers,
  ...staffAnswers,
  ...rewardsAnswers,
  ...codesAnswers,
  ...shopsAnswers,
  ...clubAnswers,
  ...systemAnswers,
};
