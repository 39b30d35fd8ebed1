/** The groups that the programme knows: how many are in each, who and why, and a table of new ones. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listSegmentMembers, listSegments } from "@trofast/contract/segments";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { dayAndYear, named, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FileButton } from "../parts/file-button.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { MemberLink } from "../parts/member-link.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

type Segment = AnswerOf<typeof listSegments>["data"][number];
type Place = AnswerOf<typeof listSegmentMembers>["data"][number];

const KEY = ["segments"] as const;

export function useSegments(isOn = true) {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await trofast.segments.list({ signal })).data,
    enabled: isOn,
  });
}

/** As the programme writes it: one text, or one per language. */
export const calledIn = (name: Segment["name"], id: string): string =>
  typeof name === "string" ? name : named(name, id);

/** The way to them; nothing where the programme has none. */
export function SegmentsLink() {
  const { t } = useTranslation();
  const segments = useSegments(useMay("members:read"));
  if ((segments.data ?? []).length === 0) return null;
  return (
    <Link to="/members/segments" className={buttonClass("plain", "console")}>
      {t("members.segments.title")}
    </Link>
  );
}

export function SegmentsPage() {
  const { t } = useTranslation();
  const segments = useSegments();
  const maySeeWho = useMay("members:read", "club");
  const { segment } = useSearch({ from: "/frame/members/segments" });
  const open = segments.data?.find((each) => each.segment === segment);
  return (
    <Screen title={t("members.segments.title")}>
      <Panel title={t("members.segments.title")} about={t("members.segments.about")}>
        {segments.isPending && <Loading rows={3} className="h-9" />}
        {segments.isError && (
          <Failure error={segments.error} retry={() => void segments.refetch()} />
        )}
        {segments.data?.length === 0 && <Empty>{t("members.segments.none")}</Empty>}
        {segments.data && segments.data.length > 0 && (
          <Table
            name={t("members.segments.title")}
            columns={[
              { head: t("members.segments.columns.segment") },
              { head: t("members.segments.columns.members"), isNumber: true },
              ...(maySeeWho ? [{ head: t("members.segments.columns.act") }] : []),
            ]}
            rows={segments.data.map((each) => ({
              key: each.segment,
              cells: [
                calledIn(each.name, each.segment),
                number(each.members),
                ...(maySeeWho ? [<Open key="open" segment={each} isOpen={each === open} />] : []),
              ],
            }))}
          />
        )}
      </Panel>
      {open && maySeeWho && <Members key={open.segment} segment={open} />}
    </Screen>
  );
}

function Open({ segment, isOpen }: { readonly segment: Segment; readonly isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Link
      to="/members/segments"
      search={{ segment: segment.segment }}
      aria-current={isOpen ? "true" : undefined}
      aria-label={`${t("members.segments.open")}: ${calledIn(segment.name, segment.segment)}`}
      className={buttonClass("plain", "console", "aria-[current]:bg-brand-soft")}
    >
      {t("members.segments.open")}
    </Link>
  );
}

const keyOf = (segment: string) => [...KEY, segment] as const;

function Members({ segment: { segment, name } }: { readonly segment: Segment }) {
  const { t } = useTranslation();
  const mayWrite = useMay("members:write");
  const called = calledIn(name, segment);
  return (
    <>
      <Panel title={called}>
        <Pages
          queryKey={keyOf(segment)}
          read={(cursor, signal) =>
            trofast.segments.members({ params: { segment }, query: from(cursor), signal })
          }
          empty={<p>{t("members.segments.nobody")}</p>}
        >
          {(places) => (
            <Table
              name={called}
              columns={[
                ...(["member", "why", "since"] as const).map((id) => ({
                  head: t(`members.segments.columns.${id}`),
                })),
                ...(mayWrite ? [{ head: t("members.segments.columns.act") }] : []),
              ]}
              rows={places.map((place) => ({
                key: place.memberId,
                cells: [
                  <MemberLink key="who" memberId={place.memberId} name={place.memberName} />,
                  place.reason,
                  dayAndYear(place.since),
                  ...(mayWrite ? [<Remove key="remove" place={place} called={called} />] : []),
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
      {mayWrite && <TableIn segment={segment} />}
    </>
  );
}

function Remove({ place, called }: { readonly place: Place; readonly called: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { segment, memberId, memberName } = place;
  const remove = useAct(
    () => trofast.segments.remove({ params: { segment, source: "id", id: memberId } }),
    () => {
      tell(t("members.segments.removed"));
      void client.invalidateQueries({ queryKey: KEY });
    },
  );
  return (
    <Confirmed
      kind="plain"
      label={t("members.segments.remove")}
      title={t("members.segments.removeTitle", {
        member: memberName ?? t("members.unnamed"),
        segment: called,
      })}
      consequence={t("members.segments.removeAbout")}
      act={() => remove.mutate(undefined)}
      busy={remove.isPending}
    />
  );
}

function TableIn({ segment }: { readonly segment: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const failureText = useFailureText();
  const read = useAct(
    (text: string) => trofast.segments.import({ params: { segment }, body: text }),
    () => void client.invalidateQueries({ queryKey: KEY }),
    { quiet: true },
  );
  return (
    <Panel
      title={t("members.segments.table")}
      about={t("members.segments.tableAbout")}
      actions={
        <FileButton
          label={t("members.segments.read")}
          onFile={(file) => void file.text().then((text) => read.mutate(text))}
          isBusy={read.isPending}
        />
      }
    >
      {read.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(read.error)}
        </p>
      )}
      {read.data && (
        <div role="status" className="flex flex-col gap-3">
          <p className="font-medium">
            {t("members.segments.stored", {
              count: read.data.rows,
              stored: number(read.data.stored),
              rows: number(read.data.rows),
            })}
          </p>
          {read.data.errors.length > 0 && (
            <Table
              name={t("members.segments.fault")}
              columns={(["line", "column", "fault"] as const).map((id) => ({
                head: t(`members.segments.${id}`),
              }))}
              rows={read.data.errors.map(({ line, column, detail }, index) => ({
                key: String(index),
                cells: [line, column, detail],
              }))}
            />
          )}
        </div>
      )}
    </Panel>
  );
}
