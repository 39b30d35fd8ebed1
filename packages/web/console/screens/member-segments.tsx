/** In which groups a member is, why, and what it means; and into which they can be put. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { putSegmentMember, type segmentsOfMember } from "@trofast/contract/segments";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { dayAndYear, list } from "../../ui/format.ts";
import { Failure } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { slugOf } from "../parts/choices.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { refOf } from "./member-balances.tsx";
import { calledIn, useSegments } from "./segments.tsx";

type Membership = AnswerOf<typeof segmentsOfMember>["data"][number];

/** Nothing where the programme has no segments. */
export function MemberSegments({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay("members:write");
  const known = useSegments();
  const hasSegments = (known.data ?? []).length > 0;
  const own = useQuery({
    queryKey: ["member", memberId, "segments"],
    queryFn: async ({ signal }) =>
      (await trofast.segments.ofMember({ params: refOf(memberId), signal })).data,
    enabled: hasSegments,
  });
  if (!hasSegments) return null;
  return (
    <Panel title={t("members.segments.ofMember")} about={t("members.segments.ofMemberAbout")}>
      {own.isError && <Failure error={own.error} retry={() => void own.refetch()} />}
      {own.data?.length === 0 && <p>{t("members.segments.inNone")}</p>}
      {own.data && own.data.length > 0 && <Own own={own.data} />}
      {mayWrite && own.data && <Add memberId={memberId} own={own.data} />}
    </Panel>
  );
}

function Own({ own }: { readonly own: readonly Membership[] }) {
  const { t } = useTranslation();
  return (
    <Table
      name={t("members.segments.ofMember")}
      columns={[
        { head: t("members.segments.columns.segment") },
        { head: t("members.segments.columns.why") },
        { head: t("members.segments.columns.since") },
        { head: t("members.segments.means") },
      ]}
      rows={own.map(({ segment, name, reason, since, means }) => ({
        key: segment,
        cells: [
          calledIn(name, segment),
          reason,
          dayAndYear(since),
          means.length === 0
            ? t("members.segments.meansNothing")
            : list(means.map((each) => calledIn(each.name, each.id))),
        ],
      }))}
    />
  );
}

interface Values {
  readonly segment: string;
  readonly reason: string;
}

function Add({
  memberId,
  own,
}: {
  readonly memberId: string;
  readonly own: readonly Membership[];
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const known = useSegments();
  const others = (known.data ?? []).filter(({ segment }) =>
    own.every((membership) => membership.segment !== segment),
  );
  const form = useSavedForm({
    key: `segment_of_${memberId}`,
    start: { segment: "", reason: "" } satisfies Values,
    fields: ["segment", "reason"],
    endpoint: putSegmentMember,
    input: ({ segment, reason }: Values) => ({
      params: { segment, ...refOf(memberId) },
      body: { reason: slugOf(reason) },
    }),
    check: ({ segment }) =>
      segment === "" ? [{ pointer: "/segment", words: t("members.segments.choose") }] : [],
    call: (input) => trofast.segments.put(input),
    done: () => {
      tell(t("members.segments.added"));
      void client.invalidateQueries({ queryKey: ["segments"] });
      void client.invalidateQueries({ queryKey: ["member", memberId, "segments"] });
    },
    isEmptied: true,
  });
  if (others.length === 0) return null;
  return (
    <FormFrame
      form={form}
      submit={t("members.segments.addDo")}
      fields="grid items-start gap-3 sm:grid-cols-2"
      kind="plain"
    >
      <SelectField
        className="min-h-10"
        label={t("members.segments.add")}
        options={[
          { value: "", text: t("members.segments.choose") },
          ...others.map(({ segment, name }) => ({ value: segment, text: calledIn(name, segment) })),
        ]}
        {...form.field("segment")}
      />
      <TextField
        className="min-h-10"
        label={t("members.segments.reason")}
        hint={t("members.segments.reasonHint")}
        {...form.field("reason")}
      />
    </FormFrame>
  );
}
