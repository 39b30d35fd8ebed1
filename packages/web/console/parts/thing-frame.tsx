/** Things of one kind: a list whose rows each open a form of their own, and below it the form of a new one. */
import { useState, type ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Panel } from "./pieces.tsx";

export function ThingFrame<Thing>({
  title,
  about,
  add,
  change,
  changeOf,
  mayWrite,
  list,
  form,
}: {
  readonly title: string;
  readonly about?: string;
  readonly add: { readonly title: string; readonly id?: string };
  /** On the button of a row; and said in full, with what the thing is called. */
  readonly change: string;
  readonly changeOf: (thing: Thing) => string;
  readonly mayWrite: boolean;
  /** The list, with what changes a thing in its last column; nothing for who may not. */
  readonly list: (act: (thing: Thing) => ReactNode) => ReactNode;
  /** Of a thing in the list; of a new one where there is none. */
  readonly form: (thing: Thing | null, done: () => void) => ReactNode;
}) {
  // Kept as the sheet closes, so that it is called the same to the end.
  const [changing, setChanging] = useState<Thing | null>(null);
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Panel title={title} {...(about !== undefined && { about })}>
        {list(
          (thing) =>
            mayWrite && (
              <Button
                key="change"
                size="console"
                kind="plain"
                aria-haspopup="dialog"
                aria-label={changeOf(thing)}
                onClick={() => {
                  setChanging(thing);
                  setOpen(true);
                }}
              >
                {change}
              </Button>
            ),
        )}
        <Sheet
          wide
          open={isOpen}
          onOpenChange={setOpen}
          title={changing === null ? "" : changeOf(changing)}
        >
          {changing !== null && form(changing, close)}
        </Sheet>
      </Panel>
      {mayWrite && (
        <Panel title={add.title} {...(add.id !== undefined && { id: add.id })}>
          {form(null, () => undefined)}
        </Panel>
      )}
    </>
  );
}
