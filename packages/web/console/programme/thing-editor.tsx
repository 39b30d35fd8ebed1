/** A thing of a draft: its sentence, and its form when it is opened, also from outside where something in it is wrong. */
import { Trash2 } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { language } from "../../ui/format.ts";
import { problemWorded, type ProblemSaid } from "./problem-words.ts";
import { placed } from "./problems.ts";
import type { Document } from "./rule-form.ts";

interface ProblemShown extends ProblemSaid {
  readonly severity: "error" | "warning";
}

/** As the check tells it. */
export interface PlacedProblem extends ProblemShown {
  readonly pointer: string;
}

export function Problems({ problems }: { readonly problems: readonly ProblemShown[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {problems.map((problem, index) => (
        <li
          key={index}
          className={problem.severity === "error" ? "font-medium text-bad" : "text-muted"}
        >
          <span aria-hidden="true">{problem.severity === "error" ? "⚠ " : "· "}</span>
          <Words problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function Words({ problem }: { readonly problem: ProblemSaid }) {
  const { text, lang } = problemWorded(problem, language());
  return <span lang={lang}>{text}</span>;
}

/** The place that somebody wants to see, each time anew. */
export interface Wanted {
  readonly pointer: string;
}

const isWithin = (pointer: string, place: string): boolean =>
  pointer === place || pointer.startsWith(`${place}/`);

export function ThingEditor({
  name,
  place,
  wanted,
  sentence,
  problems,
  errors,
  actions,
  children,
}: {
  readonly name: string;
  /** Where it stands in the document: `/cards/0`. */
  readonly place: string;
  readonly wanted: Wanted | null;
  readonly sentence: ReactNode;
  /** Those that stand beside no field. */
  readonly problems: readonly ProblemShown[];
  /** How many stand beside fields: they are seen when it is open. */
  readonly errors: number;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted === null || !isWithin(wanted.pointer, place)) return;
    setOpen(true);
    if (!isOpen) return;
    const wrong = inside.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (wrong ?? inside.current?.querySelector<HTMLElement>("[aria-expanded]"))?.focus();
  }, [wanted, place, isOpen]);
  return (
    <Card as="li" className="p-4" aria-label={name}>
      <div ref={inside} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-start justify-between gap-2">
          <h2 className="text-lg">{name}</h2>
          <div className="flex gap-1">
            {actions}
            <Button
              size="console"
              kind="plain"
              aria-expanded={isOpen}
              aria-label={isOpen ? undefined : t("programme.things.edit", { name })}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? t("programme.close") : t("programme.edit")}
            </Button>
          </div>
        </div>
        <div>{sentence}</div>
        {errors > 0 && !isOpen && (
          <p className="font-medium text-bad">
            <span aria-hidden="true">⚠ </span>
            {t("programme.check.errors", { count: errors })}
          </p>
        )}
        <Problems problems={problems} />
        {isOpen && children}
      </div>
    </Card>
  );
}

/** What the editor of each kind of thing is given beside the thing. */
export interface EditorProps {
  readonly document: Document;
  readonly problems: readonly PlacedProblem[];
  readonly wanted: Wanted | null;
  readonly onDrop: () => void;
}

/** A thing that can be dropped, whose form is given what is wrong by field. */
export function DroppableThing<Field extends string>({
  name,
  place,
  places,
  sentence,
  editor: { problems, wanted, onDrop },
  children,
}: {
  readonly name: string;
  /** Where it stands in the document. */
  readonly place: string;
  /** The field in which each part of it is typed. */
  readonly places: Readonly<Record<string, Field>>;
  readonly sentence: ReactNode;
  readonly editor: Omit<EditorProps, "document">;
  readonly children: (errors: ReadonlyMap<Field, string>) => ReactNode;
}) {
  const { t } = useTranslation();
  const { fields, others } = placed(problems, place, places);
  return (
    <ThingEditor
      name={name}
      place={place}
      wanted={wanted}
      sentence={sentence}
      problems={others}
      errors={fields.size}
      actions={
        <SignButton label={t("programme.things.remove", { name })} onClick={onDrop}>
          <Trash2 aria-hidden="true" size={18} />
        </SignButton>
      }
    >
      {children(fields)}
    </ThingEditor>
  );
}

/** The form of a thing as it is typed; every change is told whole. */
export function useThingForm<Form extends object>(
  begin: () => Form,
  onChange: (form: Form) => void,
): readonly [form: Form, set: (part: Partial<Form>) => void] {
  const [form, setForm] = useState(begin);
  const set = (part: Partial<Form>): void => {
    const next = { ...form, ...part };
    setForm(next);
    onChange(next);
  };
  return [form, set];
}

/** An act on a thing, drawn as a sign. */
export function SignButton({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="grid size-9 shrink-0 place-items-center rounded-control hover:bg-brand-soft"
    >
      {children}
    </button>
  );
}

/** Adds a thing by its name, which its id follows from. */
export function AddThing({
  label,
  act,
  onAdd,
}: {
  readonly label: string;
  readonly act: string;
  readonly onAdd: (name: string) => void;
}) {
  const [name, setName] = useState("");
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(name.trim());
        setName("");
      }}
    >
      <label className="flex flex-col gap-1.5 font-medium">
        {label}
        <input
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="min-h-10 rounded-control border border-line-strong bg-card px-3 font-normal"
        />
      </label>
      <Button type="submit" size="console" kind="plain">
        {act}
      </Button>
    </form>
  );
}
