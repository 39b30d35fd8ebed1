/** A rule in a sentence; conditions as the text they are, one click away. */
import { ConditionText } from "./condition-text.tsx";
import { textOf, type Rule } from "./rule-form.ts";
import { useRuleWords } from "./sentences.ts";

export function RuleSentence({
  rule,
  className = "",
}: {
  readonly rule: Rule;
  readonly className?: string;
}) {
  const words = useRuleWords();
  const texts = [textOf(rule["items"]), textOf(rule["when"])].filter((text) => text !== "");
  return (
    <div className={className}>
      <p>{words.sentence(rule)}</p>
      {texts.length > 0 && <ConditionText texts={texts} />}
    </div>
  );
}
