/** A draft: rules, units, cards and levels as sentences with their forms, the text one click away; saved as one types. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { time } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { Parts } from "../parts/pieces.tsx";
import { DraftCheck, useCheck } from "../programme/draft-check.tsx";
import { forgetKept, keptOf, useSaved, type Kept, type Saving } from "../programme/draft-saving.ts";
import { DraftText } from "../programme/draft-text.tsx";
import { CardList, LadderList, RuleList, UnitList } from "../programme/draft-things.tsx";
import { Figures } from "../programme/figures.tsx";
import { otherProblems, partOf } from "../programme/problems.ts";
import { Publish } from "../programme/publish.tsx";
import type { Document } from "../programme/rule-form.ts";
import { Problems, type PlacedProblem, type Wanted } from "../programme/thing-editor.tsx";
import { isTooSoon, useStartDay } from "../programme/start-day.ts";
import { TryReceipt } from "../programme/try-receipt.tsx";
import { DRAFT_PARTS } from "../search.ts";
import { useMay } from "../session.ts";

/** Figures of a whole programme are told for a year. */
const FIGURE_MONTHS = 12;

interface Draft {
  readonly id: string;
  readonly revision: number;
  readonly document: Document;
}

export function DraftPage() {
  const { draft: id } = useParams({ from: "/frame/programme/drafts/$draft" });
  const draft = useQuery({
    queryKey: ["draft", id],
    queryFn: ({ signal }) => trofast.programmes.getDraft({ params: { id }, signal }),
    // What is being written must not be replaced by what was read.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (draft.data) return <Editor key={id} draft={draft.data} />;
  return (
    <Screen title={id}>
      {draft.isError ? (
        <Failure error={draft.error} retry={() => void draft.refetch()} />
      ) : (
        <Loading rows={5} className="h-24" />
      )}
    </Screen>
  );
}

function Editor({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  const [kept, setKept] = useState<Kept | null>(() => keptOf(draft.id));
  const isMine = kept !== null && kept.revision === draft.revision;
  const [document, setDocument] = useState<Document>(isMine ? kept.document : draft.document);
  // Forms keep what is typed: where the document comes from elsewhere, they begin anew.
  const [epoch, setEpoch] = useState(0);
  const replace = (by: Document): void => {
    setDocument(by);
    setEpoch(epoch + 1);
    setKept(null);
  };
  const saving = useSaved({ ...draft, saved: draft.document }, document);
  const start = useStartDay();
  const dayRef = useRef<HTMLInputElement>(null);
  const check = useCheck(document, start.effectiveAt);
  const mayWrite = useMay("programme:write", "club");
  const problems = check.data?.problems ?? [];
  const { wanted, lead } = useWanted(problems);
  // What comes too soon can be counted all the same.
  const hasErrors = problems.some((each) => each.severity === "error" && !isTooSoon(each));
  const stopAtFirst = (): boolean => {
    if (check.isOfNow && hasErrors) return lead();
    if (!start.isWrong && !(check.isOfNow && problems.some(isTooSoon))) return false;
    dayRef.current?.focus();
    return true;
  };
  return (
    <Screen title={draft.id}>
      {kept && (
        <KeptNote
          isMine={isMine}
          use={() => replace(kept.document)}
          drop={() => {
            forgetKept(draft.id);
            replace(isMine ? draft.document : document);
          }}
        />
      )}
      <SavingNote saving={saving} />
      <DraftParts id={draft.id} />
      <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <Written
          key={epoch}
          id={draft.id}
          document={document}
          problems={problems}
          wanted={wanted}
          onChange={setDocument}
        />
        <div className="flex min-w-0 flex-col gap-5">
          <DraftCheck check={check} start={start} dayRef={dayRef} lead={lead} />
          <Figures
            asking={{
              document: hasErrors || !check.isOfNow ? null : document,
              months: FIGURE_MONTHS,
              effectiveAt: start.effectiveAt,
            }}
            about={t("campaign.figures.draftAbout")}
            stopped={t("campaign.figures.stopped")}
          />
          <TryReceipt document={document} />
          {mayWrite && (
            <Publish
              document={document}
              start={start}
              isReady={check.data?.publishable === true && !start.isWrong}
              stopAtFirst={stopAtFirst}
            />
          )}
        </div>
      </div>
    </Screen>
  );
}

/** Leads to the first error: the part that it is in, the thing that is opened, the field that gets the focus. */
function useWanted(problems: readonly PlacedProblem[]) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const navigate = useNavigate({ from: "/programme/drafts/$draft" });
  const lead = (): boolean => {
    const errors = problems.filter(({ severity }) => severity === "error");
    const wrong = errors.find((each) => !isTooSoon(each)) ?? errors[0];
    if (wrong === undefined) return false;
    setWanted({ pointer: wrong.pointer });
    void navigate({ search: { part: partOf(wrong.pointer) } });
    return true;
  };
  return { wanted, lead };
}

function DraftParts({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { part = "rules" } = useSearch({ from: "/frame/programme/drafts/$draft" });
  return (
    <Parts
      label={t("programme.things.parts.label")}
      open={part}
      parts={DRAFT_PARTS.map((name) => ({ id: name, text: t(`programme.things.parts.${name}`) }))}
      to={(name, look) => (
        <Link
          to="/programme/drafts/$draft"
          params={{ draft: id }}
          search={{ part: name }}
          {...look}
        />
      )}
    />
  );
}

function Written({
  id,
  document,
  problems,
  wanted,
  onChange,
}: {
  readonly id: string;
  readonly document: Document;
  readonly problems: readonly PlacedProblem[];
  readonly wanted: Wanted | null;
  readonly onChange: (change: Document | ((document: Document) => Document)) => void;
}) {
  const { part = "rules" } = useSearch({ from: "/frame/programme/drafts/$draft" });
  const things = { document, problems, wanted, onChange };
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Problems problems={part === "text" ? problems : otherProblems(problems)} />
      {part === "rules" && <RuleList {...things} />}
      {part === "units" && <UnitList {...things} />}
      {part === "cards" && <CardList {...things} />}
      {part === "ladders" && <LadderList {...things} />}
      {part === "text" && <DraftText id={id} document={document} onChange={onChange} />}
    </div>
  );
}

function KeptNote({
  isMine,
  use,
  drop,
}: {
  readonly isMine: boolean;
  readonly use: () => void;
  readonly drop: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-control bg-brand-soft px-3 py-1 text-ink">
      <p>{t(isMine ? "programme.things.kept.restored" : "programme.things.kept.other")}</p>
      <div className="flex flex-wrap gap-2">
        {!isMine && (
          <Button size="console" kind="plain" onClick={use}>
            {t("programme.things.kept.use")}
          </Button>
        )}
        <Button size="console" kind="quiet" onClick={drop}>
          {t("programme.things.kept.drop")}
        </Button>
      </div>
    </div>
  );
}

function SavingNote({ saving }: { readonly saving: Saving }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const { error } = saving;
  if (error !== null)
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3">
        <p className="font-medium text-bad">
          {error instanceof TrofastProblem && error.code === "precondition_failed"
            ? t("programme.conflict")
            : failureText(error)}
        </p>
        <Button
          size="console"
          kind="plain"
          onClick={saving.retry}
          busy={saving.isSaving && t("programme.unsaved")}
        >
          {t("programme.things.kept.retry")}
        </Button>
      </div>
    );
  return (
    <p role="status" className="min-h-6 text-sm text-muted">
      {saving.isSaving
        ? t("programme.unsaved")
        : saving.savedAt !== null && t("programme.saved", { when: time(saving.savedAt) })}
    </p>
  );
}
