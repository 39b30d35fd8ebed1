/** The things of a draft, each as a sentence with its form: rules, units, stamp cards, ladders. */
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { language } from "../../ui/format.ts";
import { CardEditor } from "./card-editor.tsx";
import { LadderEditor } from "./ladder-editor.tsx";
import { problemsAt, problemsOfRule } from "./problems.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { freeId, rulesOf, textOf, withRules, type Document, type Rule } from "./rule-form.ts";
import { AddThing, type PlacedProblem, type Wanted } from "./thing-editor.tsx";
import {
  entriesOf,
  idFrom,
  listOf,
  withEntry,
  withList,
  withoutEntry,
  withPeriod,
} from "./things.ts";
import { declared } from "./told.ts";
import { useAsked } from "./told-field.tsx";
import { UnitEditor } from "./unit-editor.tsx";

interface Props {
  readonly document: Document;
  readonly problems: readonly PlacedProblem[];
  readonly wanted: Wanted | null;
  readonly onChange: (change: (document: Document) => Document) => void;
}

const keyOf = (thing: Rule, index: number): string => textOf(thing["id"]) || String(index);

export function RuleList({ document, problems, wanted, onChange }: Props) {
  const { t } = useTranslation();
  const asked = useAsked();
  const change = (to: (rules: readonly Rule[]) => readonly Rule[]): void =>
    onChange((now) => declared(withRules(now, to(rulesOf(now))), asked));
  const move = (index: number, step: -1 | 1): void =>
    change((list) => {
      const moved = list[index];
      const other = list[index + step];
      if (!moved || !other) return list;
      return list.with(index, other).with(index + step, moved);
    });
  return (
    <>
      <ul className="flex flex-col gap-3">
        {rulesOf(document).map((rule, index) => (
          <RuleEditor
            key={keyOf(rule, index)}
            rule={rule}
            index={index}
            document={document}
            problems={problemsOfRule(problems, index)}
            wanted={wanted}
            onChange={(next) => change((list) => list.with(index, next))}
            onMove={(step) => move(index, step)}
            onDrop={() => change((list) => list.filter((_, place) => place !== index))}
          />
        ))}
      </ul>
      <div>
        <Button
          size="console"
          kind="plain"
          onClick={() =>
            change((list) => [...list, { id: freeId(list), on: "purchase", give: { points: 10 } }])
          }
        >
          {t("programme.add")}
        </Button>
      </div>
    </>
  );
}

export function UnitList({ document, problems, wanted, onChange }: Props) {
  const { t } = useTranslation();
  const units = entriesOf(document, "units");
  return (
    <>
      {units.length === 0 && <p>{t("programme.things.none.units")}</p>}
      <ul className="flex flex-col gap-3">
        {units.map(([id, unit]) => (
          <UnitEditor
            key={id}
            id={id}
            unit={unit}
            document={document}
            problems={problemsAt(problems, `/units/${id}`)}
            wanted={wanted}
            onChange={(next) => onChange((now) => withEntry(now, "units", id, next))}
            onDrop={() => onChange((now) => withoutEntry(now, "units", id))}
          />
        ))}
      </ul>
      <AddThing
        label={t("programme.things.newName")}
        act={t("programme.things.add.units")}
        onAdd={(name) =>
          onChange((now) => {
            const taken = entriesOf(now, "units").map(([id]) => id);
            return withEntry(now, "units", idFrom(name, taken, "unit"), {
              name: { [language()]: name },
            });
          })
        }
      />
    </>
  );
}

export function CardList({ document, problems, wanted, onChange }: Props) {
  const { t } = useTranslation();
  const cards = listOf(document, "cards");
  const reward = textOf(listOf(document, "rewards")[0]?.["id"]);
  return (
    <>
      {cards.length === 0 && <p>{t("programme.things.none.cards")}</p>}
      <ul className="flex flex-col gap-3">
        {cards.map((card, index) => (
          <CardEditor
            key={keyOf(card, index)}
            card={card}
            index={index}
            document={document}
            problems={problemsAt(problems, `/cards/${index}`)}
            wanted={wanted}
            onChange={(next) =>
              onChange((now) => withList(now, "cards", listOf(now, "cards").with(index, next)))
            }
            onDrop={() =>
              onChange((now) =>
                withList(
                  now,
                  "cards",
                  listOf(now, "cards").filter((_, at) => at !== index),
                ),
              )
            }
          />
        ))}
      </ul>
      <AddThing
        label={t("programme.things.newName")}
        act={t("programme.things.add.cards")}
        onAdd={(name) =>
          onChange((now) => {
            const known = listOf(now, "cards");
            const id = idFrom(name, known.map(keyOf), "card");
            const card = { id, name: { [language()]: name }, goal: 10, grants: reward };
            return withList(now, "cards", [...known, card]);
          })
        }
      />
    </>
  );
}

export function LadderList({ document, problems, wanted, onChange }: Props) {
  const { t } = useTranslation();
  const ladders = listOf(document, "ladders");
  const counting = entriesOf(document, "units").find(([, unit]) => unit["spendable"] === false);
  return (
    <>
      {ladders.length === 0 && <p>{t("programme.things.none.ladders")}</p>}
      <ul className="flex flex-col gap-3">
        {ladders.map((ladder, index) => (
          <LadderEditor
            key={keyOf(ladder, index)}
            ladder={ladder}
            index={index}
            document={document}
            problems={problemsAt(problems, `/ladders/${index}`)}
            wanted={wanted}
            onChange={(next, period) =>
              onChange((now) =>
                withPeriod(
                  withList(now, "ladders", listOf(now, "ladders").with(index, next)),
                  textOf(next["counts"]),
                  period,
                ),
              )
            }
            onDrop={() =>
              onChange((now) =>
                withList(
                  now,
                  "ladders",
                  listOf(now, "ladders").filter((_, at) => at !== index),
                ),
              )
            }
          />
        ))}
      </ul>
      {ladders.length === 0 && (
        <AddThing
          label={t("programme.things.newName")}
          act={t("programme.things.add.ladders")}
          onAdd={(name) =>
            onChange((now) => {
              const levels = [{ id: "first", name: { [language()]: name } }];
              return withList(now, "ladders", [
                { id: "level", counts: counting?.[0] ?? "", levels },
              ]);
            })
          }
        />
      )}
    </>
  );
}
