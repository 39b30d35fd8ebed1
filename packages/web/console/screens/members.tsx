/** Members: found by anything that is known of them, or listed, with the search in the address. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { amountOf, shortDay } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { MemberLink } from "../parts/member-link.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table, type Row } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { JoinCode } from "./join-code.tsx";
import { HeldReferrals } from "./referrals.tsx";
import { SegmentsLink } from "./segments.tsx";

const PAGE = 25;

export function Members() {
  const { t } = useTranslation();
  const { q, join } = useSearch({ from: "/frame/members" });
  const navigate = useNavigate();
  const mayLetJoin = useMay("checkout");
  return (
    <Screen
      title={t("members.title")}
      actions={
        mayLetJoin && (
          <Button
            size="console"
            kind="plain"
            onClick={() => void navigate({ to: "/members", search: { join: true } })}
          >
            {t("members.joinCode")}
          </Button>
        )
      }
    >
      {join === true && mayLetJoin && <JoinCode />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        <HeldReferrals />
        <SegmentsLink />
      </div>
      <SearchForm key={q ?? ""} />
      {q === undefined ? <All /> : <Found q={q} />}
    </Screen>
  );
}

function SearchForm() {
  const { t } = useTranslation();
  const { q } = useSearch({ from: "/frame/members" });
  const navigate = useNavigate();
  const [text, setText] = useState(q ?? "");
  return (
    <form
      role="search"
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = text.trim();
        void navigate({ to: "/members", search: wanted === "" ? {} : { q: wanted } });
      }}
    >
      <div className="min-w-0 grow sm:max-w-lg">
        <TextField
          className="min-h-10"
          type="search"
          label={t("members.search")}
          hint={t("members.searchHint")}
          value={text}
          maxLength={254}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button type="submit" size="console" className="mt-[1.9rem]">
        <Search aria-hidden="true" size={18} /> {t("members.go")}
      </Button>
    </form>
  );
}

function Found({ q }: { readonly q: string }) {
  const { t } = useTranslation();
  const { cursor } = useSearch({ from: "/frame/members" });
  const found = useQuery({
    queryKey: ["members", "search", q, cursor],
    queryFn: ({ signal }) =>
      trofast.members.search({
        query: { q, limit: PAGE, ...(cursor !== undefined && { cursor }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  if (found.isPending) return <Loading rows={6} className="h-9" />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (found.data.data.length === 0) return <Empty action={<ShowAll />}>{t("members.none")}</Empty>;
  const rows = found.data.data.map((hit) => ({
    key: hit.memberId,
    cells: [
      <MemberLink key="name" memberId={hit.memberId} name={hit.name} />,
      hit.identity?.masked ?? "–",
      shortDay(hit.joinedAt),
      hit.lastVisitAt === null ? "–" : shortDay(hit.lastVisitAt),
      Object.entries(hit.available)
        .map(([unit, amount]) => amountOf(unit, amount))
        .join(", "),
      <Status key="status" status={hit.status} />,
    ],
  }));
  return (
    <Listed
      columns={["name", "id", "joined", "last", "has", "status"]}
      rows={rows}
      next={found.data.nextCursor}
    />
  );
}

const ShowAll = () => (
  <Link to="/members" className={buttonClass("plain", "console")}>
    {useTranslation().t("members.showAll")}
  </Link>
);

const ShowCode = () => (
  <Link to="/members" search={{ join: true }} className={buttonClass("main", "console")}>
    {useTranslation().t("members.joinCode")}
  </Link>
);

function All() {
  const { t } = useTranslation();
  const mayLetJoin = useMay("checkout");
  const { cursor, status } = useSearch({ from: "/frame/members" });
  const list = useQuery({
    queryKey: ["members", "list", cursor, status],
    queryFn: ({ signal }) =>
      trofast.members.list({
        query: {
          limit: PAGE,
          ...(cursor !== undefined && { cursor }),
          ...(status !== undefined && { status }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  if (list.isPending) return <Loading rows={8} className="h-9" />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const rows = list.data.data.map((member) => ({
    key: member.memberId,
    cells: [
      <MemberLink
        key="name"
        memberId={member.memberId}
        name={[member.givenName, member.familyName].filter((part) => part !== null).join(" ")}
      />,
      shortDay(member.createdAt),
      <Status key="status" status={member.status} />,
    ],
  }));
  return (
    <>
      <div>
        <Link
          to="/members"
          search={status === undefined ? { status: "frozen" } : {}}
          aria-current={status === "frozen" ? "true" : undefined}
          className={buttonClass("plain", "console", "aria-[current]:bg-brand-soft")}
        >
          {t("members.frozenOnly")}
        </Link>
      </div>
      {rows.length === 0 ? (
        <Empty action={status === undefined ? mayLetJoin && <ShowCode /> : <ShowAll />}>
          {t(status === undefined ? "members.empty" : "members.noneFrozen")}
        </Empty>
      ) : (
        <Listed columns={["name", "joined", "status"]} rows={rows} next={list.data.nextCursor} />
      )}
    </>
  );
}

function Listed({
  columns,
  rows,
  next,
}: {
  readonly columns: readonly ("name" | "id" | "joined" | "last" | "has" | "status")[];
  readonly rows: readonly Row[];
  readonly next: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const search = useSearch({ from: "/frame/members" });
  return (
    <Panel title={t("members.title")}>
      <Table
        name={t("members.title")}
        columns={columns.map((id) => ({
          head: t(`members.columns.${id}`),
          isNumber: id === "has",
        }))}
        rows={rows}
      />
      {next !== null && (
        <div>
          <Link
            to="/members"
            search={{ ...search, cursor: next }}
            className={buttonClass("plain", "console")}
          >
            {t("ui.more")}
          </Link>
        </div>
      )}
    </Panel>
  );
}

export function Status({ status }: { readonly status: "active" | "frozen" }) {
  const { t } = useTranslation();
  return status === "frozen" ? (
    <Chip tone="bad">{t("members.frozen")}</Chip>
  ) : (
    <span>{t("members.active")}</span>
  );
}
