/** What rules may read of what members tell of themselves, in two versions. Nobody loses by it: rules give, not answers. */
import { inWords, isSame, pairKeys, type Changes } from "./changes.ts";
import type { Programme } from "./schema.ts";

type Profile = Programme["profile"];
type Declared = { readonly name?: undefined; readonly answer: Profile[string] };

export function compareProfile(changes: Changes, before: Profile, after: Profile): void {
  const sides = { before: declared(before), after: declared(after) };
  pairKeys(changes, sides, "field", "profile", false, (of, was, is) => {
    if (isSame(was.answer, is.answer)) return;
    changes.add(of, {
      kind: "changed",
      code: "value_changed",
      key: "answer",
      before: was.answer,
      after: is.answer,
      words: `${of.called}: answer is ${inWords(is.answer)} instead of ${inWords(was.answer)}.`,
      worse: false,
    });
  });
}

const declared = (profile: Profile): Record<string, Declared> =>
  Object.fromEntries(Object.entries(profile).map(([field, answer]) => [field, { answer }]));
