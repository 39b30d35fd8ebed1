/** A thing of a draft: its sentence, and its form when it is opened, also from outside where something in it is wrong. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";

interface ProblemShown {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly advice?: string | undefined;
}

/** As the check tells it. */
export interface PlacedProblem extends ProblemShown {
  readonly pointer: string;
}

export function Problems({ problems }: { readonly problems: readonly ProblemShown[] }) {
  if (problems.length === 0) return null;
  return (
    <ul lang="en" className="flex flex-col gap-1 text-sm">
      {problems.map(({ severity, message, advice }, index) => (
        <li key={index} className={severity === "error" ? "font-medium text-bad" : "text-muted"}>
          <span aria-hidden="true">{severity === "error" ? "⚠ " : "· "}</span>
          {message} {advice}
        </li>
      ))}
    </ul>
  );
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
