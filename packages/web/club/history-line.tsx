/** One event, as a line that opens Why. */
import {
  ArrowLeftRight,
  CircleHelp,
  Gift,
  Handshake,
  HeartHandshake,
  ShoppingBag,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../ui/first.ts";
import { dayAndTime } from "../ui/format.ts";
import { addKitTexts } from "../ui/kit-texts.ts";
import { useEntryTitle, type HistoryEntry } from "./entry.ts";
import { kindOf } from "./kinds.ts";
import { signed, unitName } from "./names.ts";
import { SheetPart } from "./part.tsx";
import { mainUnit } from "./worth.ts";

const WhySheet = lazy(async () => {
  const [{ WhySheet: sheet }] = await Promise.all([
    import("./why-sheet.tsx"),
    addKitTexts("rules"),
  ]);
  return { default: sheet };
});

const icons: Partial<Record<ReturnType<typeof kindOf>, LucideIcon>> = {
  purchase: ShoppingBag,
  return: Undo2,
  activity: HeartHandshake,
  join: Handshake,
  refer: Handshake,
  redeem: Gift,
  cancel: Gift,
  spend: Gift,
};

/** The unit that a line shows at its right: the main one, else any. */
function shown(given: Readonly<Record<string, number>>): { unit: string; amount: number } | null {
  const main = mainUnit(first.club.units);
  const entry =
    main !== null && given[main] !== undefined
      ? ([main, given[main]] as const)
      : Object.entries(given)[0];
  return entry === undefined ? null : { unit: entry[0], amount: entry[1] };
}

export function HistoryLine({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation();
  const title = useEntryTitle();
  const [isOpen, setOpen] = useState(false);
  const gave = shown(entry.given);
  const Icon = icons[kindOf(entry.kind)] ?? ArrowLeftRight;
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex min-h-16 w-full items-center gap-3 px-4 py-3 text-left hover:bg-brand-soft"
      >
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-brand-soft text-brand">
          <Icon aria-hidden="true" size={20} />
        </span>
        <span className="min-w-0 grow">
          <span className="block">{title(entry)}</span>
          <span className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
            {dayAndTime(entry.occurredAt)}
            <span className="inline-flex items-center gap-1 text-brand underline">
              <CircleHelp aria-hidden="true" size={14} />
              {t("why.open")}
            </span>
          </span>
        </span>
        {gave !== null && gave.amount !== 0 && (
          <span
            className={`num shrink-0 font-semibold ${gave.amount > 0 ? "text-good" : "text-ink"}`}
          >
            {signed(gave.amount)}
            <span className="sr-only"> {unitName(gave.unit, gave.amount)}</span>
          </span>
        )}
      </button>
      <SheetPart isOpen={isOpen} onClose={() => setOpen(false)}>
        {isOpen && <WhySheet open={isOpen} onOpenChange={setOpen} entry={entry} />}
      </SheetPart>
    </li>
  );
}
