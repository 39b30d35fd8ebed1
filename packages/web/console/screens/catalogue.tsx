/** The catalogue: articles, what margin categories have, and stores. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { getArticle, TableResult } from "@trofast/contract/catalogue";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { calledOf, money, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Empty } from "../../ui/states.tsx";
import { FileButton } from "../parts/file-button.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel, Parts } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { CATALOGUE_PARTS } from "../search.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { ArticleForm } from "./article-form.tsx";
import { Categories } from "./catalogue-places.tsx";
import { Stores } from "./stores.tsx";

type Article = AnswerOf<typeof getArticle>;

export function Catalogue() {
  const { t } = useTranslation();
  const { part = "articles" } = useSearch({ from: "/frame/catalogue" });
  return (
    <Screen title={t("stock.catalogue.title")} className="in-order">
      <Parts
        label={t("stock.catalogue.parts")}
        open={part}
        parts={CATALOGUE_PARTS.map((id) => ({ id, text: t(`stock.catalogue.${id}`) }))}
        to={(id, look) => <Link to="/catalogue" search={{ part: id }} {...look} />}
      />
      {part === "articles" && <Articles />}
      {part === "categories" && <Categories />}
      {part === "stores" && <Stores />}
    </Screen>
  );
}

function Articles() {
  const { t } = useTranslation();
  const { q, category } = useSearch({ from: "/frame/catalogue" });
  const mayWrite = useMay("catalogue:write", "club");
  const isNarrowed = q !== undefined || category !== undefined;
  const add = (
    <Button size="console" kind="plain" onClick={() => setEdited("new")}>
      {t("stock.catalogue.add")}
    </Button>
  );
  const [edited, setEdited] = useState<Article | "new" | null>(null);
  return (
    <>
      <Filter key={`${q ?? ""} ${category ?? ""}`} />
      <Panel title={t("stock.catalogue.articles")} actions={mayWrite && add}>
        <Pages
          queryKey={["articles", q, category]}
          read={(cursor, signal) =>
            trofast.catalogue.listArticles({
              query: {
                ...from(cursor),
                ...(q !== undefined && { q }),
                ...(category !== undefined && { category }),
              },
              signal,
            })
          }
          empty={
            isNarrowed ? (
              <Empty
                action={
                  <Link to="/catalogue" className={buttonClass("plain", "console")}>
                    {t("stock.catalogue.showAll")}
                  </Link>
                }
              >
                {t("stock.catalogue.notFound")}
              </Empty>
            ) : (
              <Empty action={mayWrite && add}>{t("stock.catalogue.none")}</Empty>
            )
          }
        >
          {(articles) => <ArticleTable articles={articles} edit={mayWrite ? setEdited : null} />}
        </Pages>
      </Panel>
      {mayWrite && <UploadTable />}
      <Sheet
        open={edited !== null}
        onOpenChange={() => setEdited(null)}
        title={
          edited === null || edited === "new"
            ? t("stock.catalogue.add")
            : t("stock.catalogue.edit", { name: edited.name ?? edited.article })
        }
      >
        {edited !== null && (
          <ArticleForm article={edited === "new" ? null : edited} close={() => setEdited(null)} />
        )}
      </Sheet>
    </>
  );
}

function ArticleTable({
  articles,
  edit,
}: {
  readonly articles: readonly Article[];
  readonly edit: ((article: Article) => void) | null;
}) {
  const { t } = useTranslation();
  return (
    <Table
      name={t("stock.catalogue.articles")}
      columns={(["name", "article", "category", "tags", "cost", "vat"] as const).map((id) => ({
        head: t(`stock.catalogue.${id}`),
        isNumber: id === "cost" || id === "vat",
      }))}
      rows={articles.map((article) => ({
        key: article.article,
        cells: [
          edit === null ? (
            calledOf(article, article.article)
          ) : (
            <button
              key="edit"
              type="button"
              onClick={() => edit(article)}
              className="min-h-6 min-w-6 text-left text-brand underline"
            >
              {calledOf(article, article.article)}
            </button>
          ),
          article.article,
          article.category === null ? (
            "–"
          ) : (
            <Link
              key="category"
              to="/catalogue"
              search={{ category: article.category }}
              className="inline-flex min-h-6 min-w-6 items-center text-brand underline"
            >
              {article.category}
            </Link>
          ),
          article.tags.join(", "),
          article.cost === null ? "–" : money(article.cost),
          article.vatBasisPoints === null ? "–" : `${number(article.vatBasisPoints / 100)} %`,
        ],
      }))}
    />
  );
}

function Filter() {
  const { t } = useTranslation();
  const { q, category } = useSearch({ from: "/frame/catalogue" });
  const navigate = useNavigate();
  const [text, setText] = useState(q ?? "");
  const [path, setPath] = useState(category ?? "");
  return (
    <form
      role="search"
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = { q: text.trim(), category: path.trim() };
        void navigate({
          to: "/catalogue",
          search: {
            ...(wanted.q !== "" && { q: wanted.q }),
            ...(wanted.category !== "" && { category: wanted.category }),
          },
        });
      }}
    >
      <TextField
        className="min-h-10"
        type="search"
        label={t("stock.catalogue.search")}
        value={text}
        maxLength={120}
        onChange={(event) => setText(event.target.value)}
      />
      <TextField
        className="min-h-10"
        type="search"
        label={t("stock.catalogue.find")}
        value={path}
        maxLength={200}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" size="console" kind="plain">
        {t("stock.catalogue.go")}
      </Button>
    </form>
  );
}

function UploadTable() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const upload = useAct(
    (text: string) => trofast.catalogue.uploadArticles({ body: text }),
    () => void client.invalidateQueries({ queryKey: ["articles"] }),
  );
  return (
    <Panel
      id="upload"
      title={t("stock.catalogue.upload")}
      about={t("stock.catalogue.uploadHint")}
      actions={
        <FileButton
          label={t("stock.catalogue.upload")}
          onFile={(file) => void file.text().then((text) => upload.mutate(text))}
          isBusy={upload.isPending}
        />
      }
    >
      {upload.data && <Uploaded result={upload.data} />}
    </Panel>
  );
}

function Uploaded({ result }: { readonly result: TableResult }) {
  const { t } = useTranslation();
  const { rows, stored, errors } = result;
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">
        {t("stock.catalogue.result", { count: rows, stored: number(stored), rows: number(rows) })}
      </p>
      {errors.length > 0 && (
        <Table
          name={t("stock.catalogue.refused")}
          columns={(["line", "column", "why"] as const).map((id) => ({
            head: t(`stock.catalogue.${id}`),
          }))}
          rows={errors.map(({ line, column, detail }, index) => ({
            key: String(index),
            cells: [number(line), column, detail],
          }))}
        />
      )}
    </div>
  );
}
