/** Tables in and out: articles, members and purchases as CSV. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { minorDigits, number } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { csvOf, download, type Cell } from "../parts/csv.ts";
import { FileButton } from "../parts/file-button.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { Became } from "./settings-files-result.tsx";
import { PurchasesFile } from "./settings-purchases-file.tsx";
import { PurchasesOut } from "./settings-purchases-out.tsx";

export function Files() {
  const mayMembers = useMay("members:write", "club");
  const maySubmit = useMay("events:write");
  const mayExport = useMay("privacy", "club");
  return (
    <>
      <Articles />
      {mayMembers && <Members />}
      {maySubmit && <PurchasesFile />}
      {mayExport && <PurchasesOut />}
    </>
  );
}

const PAGE = 200;

/** Reads a whole list page by page, telling how far it is. */
async function rowsOf<Item>(
  read: (
    cursor: string | undefined,
  ) => Promise<{ data: readonly Item[]; nextCursor: string | null }>,
  rowOf: (item: Item) => Cell[],
  onProgress: (rows: number) => void,
): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    rows.push(...page.data.map(rowOf));
    onProgress(rows.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

const pageFrom = (cursor: string | undefined) => ({
  limit: PAGE,
  ...(cursor !== undefined && { cursor }),
});

function ExportButton({
  label,
  file,
  read,
}: {
  readonly label: string;
  readonly file: string;
  /** The whole table, its head first. */
  readonly read: (onProgress: (rows: number) => void) => Promise<Cell[][]>;
}) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(0);
  const save = useAct(
    () => read(setRows),
    (table) => download(file, csvOf(table)),
  );
  return (
    <Button
      size="console"
      kind="plain"
      onClick={() => save.mutate(undefined)}
      busy={save.isPending && t("settings.files.reading", { count: rows, rows: number(rows) })}
    >
      {label}
    </Button>
  );
}

/** As the import takes it, so that a table can go out, be changed and come in again. */
async function articleTable(onProgress: (rows: number) => void): Promise<Cell[][]> {
  const rows = await rowsOf(
    (cursor) => trofast.catalogue.listArticles({ query: pageFrom(cursor) }),
    ({ article, category, tags, cost, vatBasisPoints, name }) => [
      article,
      category,
      tags.join("|"),
      cost === null ? null : cost.minor / 10 ** minorDigits(cost.currency),
      cost?.currency ?? null,
      vatBasisPoints === null ? null : vatBasisPoints / 100,
      name,
    ],
    onProgress,
  );
  return [["article", "category", "tags", "cost", "currency", "vat", "name"], ...rows];
}

function Articles() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("catalogue:write", "club");
  const upload = useAct(
    (text: string) => trofast.catalogue.uploadArticles({ body: text }),
    () => void client.invalidateQueries({ queryKey: ["articles"] }),
    { quiet: true },
  );
  return (
    <Panel
      title={t("settings.files.articles")}
      about={t("settings.files.articlesAbout")}
      actions={
        <>
          {mayWrite && (
            <FileButton
              label={t("settings.files.readArticles")}
              onFile={(file) => void file.text().then((text) => upload.mutate(text))}
              isBusy={upload.isPending}
            />
          )}
          <ExportButton
            label={t("settings.files.saveArticles")}
            file="articles.csv"
            read={articleTable}
          />
        </>
      }
    >
      <Refusal error={upload.error} />
      {upload.data && (
        <Became
          sentence={t("settings.files.stored", {
            count: upload.data.rows,
            stored: number(upload.data.stored),
            rows: number(upload.data.rows),
          })}
          errors={upload.data.errors}
        />
      )}
    </Panel>
  );
}

/** No contact details: who needs those of somebody reads that member. */
async function memberTable(onProgress: (rows: number) => void): Promise<Cell[][]> {
  const rows = await rowsOf(
    (cursor) => trofast.members.list({ query: pageFrom(cursor) }),
    (member) => [
      member.memberId,
      member.givenName,
      member.familyName,
      member.kind,
      member.market,
      member.status,
      member.createdAt,
    ],
    onProgress,
  );
  return [["member", "givenName", "familyName", "kind", "market", "status", "joined"], ...rows];
}

function Members() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [source, setSource] = useState("");
  const upload = useAct(
    (text: string) =>
      trofast.members.upload({
        query: source.trim() === "" ? {} : { source: source.trim() },
        body: text,
      }),
    () => void client.invalidateQueries({ queryKey: ["members"] }),
    { quiet: true },
  );
  return (
    <Panel
      title={t("settings.files.members")}
      about={t("settings.files.membersAbout")}
      actions={
        <>
          <FileButton
            label={t("settings.files.readMembers")}
            onFile={(file) => void file.text().then((text) => upload.mutate(text))}
            isBusy={upload.isPending}
          />
          <ExportButton
            label={t("settings.files.saveMembers")}
            file="members.csv"
            read={memberTable}
          />
        </>
      }
    >
      <TextField
        className="min-h-10 max-w-md"
        label={t("settings.files.source")}
        hint={t("settings.files.sourceHint")}
        value={source}
        onChange={(event) => setSource(event.target.value)}
      />
      <Refusal error={upload.error} />
      {upload.data && (
        <Became
          sentence={t("settings.files.enrolled", {
            created: number(upload.data.created),
            updated: number(upload.data.updated),
            rows: number(upload.data.rows),
          })}
          errors={upload.data.errors}
        />
      )}
    </Panel>
  );
}

function Refusal({ error }: { readonly error: unknown }) {
  const failureText = useFailureText();
  if (error === null) return null;
  return (
    <p role="alert" className="font-medium text-bad">
      {failureText(error)}
    </p>
  );
}
