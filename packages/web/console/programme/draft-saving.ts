/** A draft is saved as one types; what could not be saved stays in this browser, also when the tab is closed. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { isRecord, type Document } from "./rule-form.ts";

const SAVE_AFTER_MS = 800;

export interface Kept {
  /** Of the draft that was changed. */
  readonly revision: number;
  readonly document: Document;
}

const placeOf = (id: string): string => `trofast_draft_${first.base}_programme_${id}`;

/** What was typed and never saved; null where all was. */
export function keptOf(id: string): Kept | null {
  const kept: unknown = JSON.parse(localStorage.getItem(placeOf(id)) ?? "null");
  if (!isRecord(kept) || !isRecord(kept["document"])) return null;
  return { revision: Number(kept["revision"]), document: kept["document"] };
}

export const forgetKept = (id: string): void => localStorage.removeItem(placeOf(id));

const keep = (id: string, kept: Kept): void =>
  localStorage.setItem(placeOf(id), JSON.stringify(kept));

export interface Saving {
  readonly savedAt: number | null;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Saves what was written a moment after the last change, one save at a time. */
export function useSaved(
  {
    id,
    revision,
    saved,
  }: { readonly id: string; readonly revision: number; readonly saved: Document },
  document: Document,
): Saving {
  const client = useQueryClient();
  const known = useRef({ revision, document: saved });
  // Each save is upon the revision that the one before it has made, however long that takes.
  const turn = useRef(Promise.resolve());
  const [tries, setTries] = useState(0);
  const [saving, setSaving] = useState<Omit<Saving, "retry">>({
    savedAt: null,
    isSaving: false,
    error: null,
  });
  useEffect(() => {
    if (document === known.current.document) return;
    keep(id, { revision: known.current.revision, document });
    const save = async (): Promise<void> => {
      setSaving((now) => ({ ...now, isSaving: true }));
      try {
        const answer = await trofast.programmes.putDraft({
          params: { id },
          body: { document: JSON.stringify(document) },
          headers: { "if-match": `"${known.current.revision}"` },
        });
        known.current = { revision: answer.revision, document };
        forgetIfSaved(id, document, answer.revision);
        setSaving({ savedAt: Date.now(), isSaving: false, error: null });
        void client.invalidateQueries({ queryKey: ["drafts"] });
      } catch (error) {
        setSaving({ savedAt: null, isSaving: false, error });
      }
    };
    const timer = setTimeout(() => {
      turn.current = turn.current.then(save);
    }, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [document, id, client, tries]);
  return { ...saving, retry: () => setTries((times) => times + 1) };
}

/** What was typed while it was being saved is kept on, upon the revision that there is now. */
function forgetIfSaved(id: string, document: Document, revision: number): void {
  const kept = keptOf(id);
  if (kept === null) return;
  if (JSON.stringify(kept.document) === JSON.stringify(document)) forgetKept(id);
  else keep(id, { revision, document: kept.document });
}
