/** Small pieces that many screens of the console are put together from. */
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, type ButtonKind } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Sheet } from "../../ui/sheet.tsx";

/** A card with its heading. */
export function Panel({
  title,
  about,
  actions,
  children,
  className = "",
  id,
}: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly id?: string;
}) {
  const heading = useId();
  return (
    <Card aria-labelledby={heading} className={`flex min-w-0 flex-col gap-4 ${className}`}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 flex-col gap-1">
          <h2 id={heading} className="text-xl">
            <span id={id}>{title}</span>
          </h2>
          {about !== undefined && <p className="text-sm text-muted">{about}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </Card>
  );
}

export function Facts({
  facts,
}: {
  readonly facts: readonly { readonly name: string; readonly value: ReactNode }[];
}) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-4">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="num text-lg font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The parts of a screen, as links: which one is open stands in the address. */
export function Parts<Part extends string>({
  label,
  parts,
  open,
  to,
}: {
  readonly label: string;
  readonly parts: readonly { readonly id: Part; readonly text: string }[];
  readonly open: Part;
  /** The link to a part, with what it is called; the first part is the screen itself. */
  readonly to: (part: Part, look: PartLook) => ReactNode;
}) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1 border-b border-line">
        {parts.map(({ id, text }) => (
          <li key={id}>
            {to(id, {
              children: text,
              "aria-current": id === open ? "page" : undefined,
              className:
                "flex min-h-10 items-center border-b-2 border-transparent px-3 hover:bg-brand-soft hover:text-ink aria-[current]:border-brand aria-[current]:font-semibold",
            })}
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface PartLook {
  readonly children: string;
  readonly className: string;
  readonly "aria-current": "page" | undefined;
}

/** A button whose act cannot be undone: it says first what will be. */
export function Confirmed({
  label,
  title,
  consequence,
  act,
  before,
  busy,
  kind = "danger",
}: {
  readonly label: string;
  readonly title: string;
  readonly consequence: ReactNode;
  /** What is asked first; true: something keeps it from being done, and has the focus now. */
  readonly before?: () => boolean;
  readonly act: () => void;
  readonly busy?: boolean;
  readonly kind?: ButtonKind;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="console"
        kind={kind}
        aria-haspopup="dialog"
        onClick={() => setOpen(before?.() !== true)}
        busy={busy === true && t("ui.saving")}
      >
        {label}
      </Button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={title}>
        <div className="flex flex-col gap-5">
          <div>{consequence}</div>
          <div className="flex flex-wrap gap-2">
            <Button
              size="console"
              kind={kind === "danger" ? "danger" : "main"}
              onClick={() => {
                setOpen(false);
                act();
              }}
            >
              {label}
            </Button>
            <Button size="console" kind="quiet" onClick={() => setOpen(false)}>
              {t("ui.cancel")}
            </Button>
          </div>
        </div>
      </Sheet>
    </>
  );
}

/** A text that is shown this once, to be copied. */
export function Once({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <label className="flex flex-col gap-1.5 font-medium">
      {label}
      <textarea
        readOnly
        rows={3}
        value={text}
        onFocus={(event) => event.target.select()}
        className="rounded-control border border-line-strong bg-paper p-3 font-mono text-sm font-normal break-all"
      />
    </label>
  );
}
