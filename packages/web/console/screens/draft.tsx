/** A draft: rules as sentences with their forms, the text one click away; kept as one types. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { time } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { DraftCheck, useCheck } from "../programme/draft-check.tsx";
import { Publish } from "../programme/publish.tsx";
import { otherProblems, problemsOfRule } from "../programme/problems.ts";
import { Problems, RuleEditor } from "../programme/rule-editor.tsx";
import { freeId, rulesOf, withRules, type Document, type Rule } from "../programme/rule-form.ts";
import { TryReceipt } from "../programme/try-receipt.tsx";
import { WhatIf } from "../programme/what-if.tsx";
import { useMay } from "../session.ts";

const SAVE_AFTER_MS = 800;

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

interface Saving {
  readonly savedAt: number | null;
  readonly isSaving: boolean;
  readonly error: unknown;
}

/** Saves what was written a moment after the last change, one save at a time. */
function useSaved(id: string, revision: number, document: Document): Saving {
  const client = useQueryClient();
  const known = useRef({ revision, document });
  const [saving, setSaving] = useState<Saving>({ savedAt: null, isSaving: false, error: null });
  useEffect(() => {
    if (document === known.current.document) return;
    const save = async (): Promise<void> => {
      setSaving((now) => ({ ...now, isSaving: true }));
      try {
        const saved = await trofast.programmes.putDraft({
          params: { id },
          body: { document: JSON.stringify(document) },
          headers: { "if-match": `"${known.current.revision}"` },
        });
        known.current = { revision: saved.revision, document };
        setSaving({ savedAt: Date.now(), isSaving: false, error: null });
        void client.invalidateQueries({ queryKey: ["drafts"] });
      } catch (error) {
        setSaving({ savedAt: null, isSaving: false, error });
      }
    };
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [document, id, client]);
  return saving;
}

function Editor({
  draft,
}: {
  readonly draft: { readonly id: string; readonly revision: number; readonly document: Document };
}) {
  const { t } = useTranslation();
  const [document, setDocument] = useState<Document>(draft.document);
  const [isText, setText] = useState(false);
  const saving = useSaved(draft.id, draft.revision, document);
  const check = useCheck(document);
  const mayWrite = useMay("programme:write");
  const problems = check.data?.problems ?? [];
  return (
    <Screen
      title={draft.id}
      actions={
        <Button size="console" kind="plain" aria-pressed={isText} onClick={() => setText(!isText)}>
          {isText ? t("programme.asForm") : t("programme.asText")}
        </Button>
      }
    >
      <SavingNote saving={saving} />
      <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
        <div className="flex min-w-0 flex-col gap-5">
          <Problems problems={isText ? problems : otherProblems(problems)} />
          {isText ? (
            <AsText document={document} onChange={setDocument} />
          ) : (
            <RuleList document={document} problems={problems} onChange={setDocument} />
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <DraftCheck check={check} />
          <TryReceipt document={document} />
          <WhatIf document={document} />
          {mayWrite && <Publish document={document} isReady={check.data?.publishable === true} />}
        </div>
      </div>
    </Screen>
  );
}

function SavingNote({ saving }: { readonly saving: Saving }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const { error } = saving;
  if (error !== null)
    return (
      <p role="alert" className="font-medium text-bad">
        {error instanceof TrofastProblem && error.code === "precondition_failed"
          ? t("programme.conflict")
          : failureText(error)}
      </p>
    );
  return (
    <p role="status" className="min-h-6 text-sm text-muted">
      {saving.isSaving
        ? t("programme.unsaved")
        : saving.savedAt !== null && t("programme.saved", { when: time(saving.savedAt) })}
    </p>
  );
}

function RuleList({
  document,
  problems,
  onChange,
}: {
  readonly document: Document;
  readonly problems: NonNullable<ReturnType<typeof useCheck>["data"]>["problems"];
  readonly onChange: (change: (document: Document) => Document) => void;
}) {
  const { t } = useTranslation();
  const rules = rulesOf(document);
  const change = (to: (rules: readonly Rule[]) => readonly Rule[]): void =>
    onChange((now) => withRules(now, to(rulesOf(now))));
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
        {rules.map((rule, index) => (
          <RuleEditor
            key={typeof rule["id"] === "string" ? rule["id"] : index}
            rule={rule}
            document={document}
            problems={problemsOfRule(problems, index)}
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

function AsText({
  document,
  onChange,
}: {
  readonly document: Document;
  readonly onChange: (document: Document) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [fault, setFault] = useState<string>();
  const failureText = useFailureText();
  const { draft } = useParams({ from: "/frame/programme/drafts/$draft" });
  const [isBusy, setBusy] = useState(false);
  const apply = async (): Promise<void> => {
    setBusy(true);
    try {
      const read = await readText(text, `${draft}-text`);
      setFault(undefined);
      onChange(read);
    } catch (error) {
      setFault(error instanceof TrofastProblem ? error.problem.detail : failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="w-full">
        <TextArea
          label={t("programme.text")}
          error={fault}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          className="min-h-[32rem] py-2 font-mono text-sm"
        />
      </div>
      <Button size="console" onClick={() => void apply()} busy={isBusy && t("ui.saving")}>
        {t("programme.apply")}
      </Button>
    </div>
  );
}

/** JSON is read here; YAML by the server, which reads it when it keeps a draft. */
async function readText(text: string, id: string): Promise<Document> {
  if (text.trimStart().startsWith("{")) {
    const document: Document = JSON.parse(text);
    return document;
  }
  const params = { id: id.slice(0, 60) };
  await trofast.programmes.deleteDraft({ params });
  const { document } = await trofast.programmes.putDraft({
    params,
    body: { document: text },
    headers: { "if-none-match": "*" },
  });
  await trofast.programmes.deleteDraft({ params });
  return document;
}
