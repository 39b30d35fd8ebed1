/** What can be done with a member: each act with its undo, or with its consequence said first. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear, named } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { download } from "../parts/csv.ts";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { MemberMerge } from "./member-merge.tsx";
import { refOf } from "./member-balances.tsx";
import type { MemberAnswer } from "./member.tsx";

export function MemberActs({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const mayAdjust = useMay("ledger:adjust");
  const mayErase = useMay("privacy");
  return (
    <Panel title={t("members.acts.title")}>
      {mayAdjust && <Adjust member={member} />}
      <div className="flex flex-wrap items-start gap-2 border-t border-line pt-4">
        <Freeze member={member} />
        {mayErase && <Export member={member} />}
        {mayErase && <Erase member={member} />}
      </div>
      <MemberMerge member={member} />
      <Merges memberId={member.memberId} />
    </Panel>
  );
}

const refIn = ({ identities, memberId }: MemberAnswer) => {
  const identity = identities[0];
  return identity ? { source: identity.source, id: identity.id } : refOf(memberId);
};

/** Everything that is shown of the member is read anew. */
function useRefresh(memberId: string): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["member", memberId] });
}

const needsTwo = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "approval_required";

interface Correction {
  readonly unit: string;
  readonly amount: number;
  readonly reason: string;
  readonly id: string;
}

function Adjust({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const units = Object.keys(first.club.units);
  const [unit, setUnit] = useState(
    units.find((id) => first.club.units[id]?.spendable === true) ?? units[0] ?? "points",
  );
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("goodwill");
  // One id per correction as it was written: sent again after a broken connection, it is booked once.
  const [id, setId] = useState(newId);
  const failureText = useFailureText();
  const refresh = useRefresh(member.memberId);
  const adjust = useAct(
    (body: Correction) => trofast.ledger.adjust({ params: refIn(member), body }),
    (_, { unit: of, amount: given }) => {
      tell(t("members.acts.adjusted"), {
        label: t("ui.undo"),
        act: () => adjust.mutate({ unit: of, amount: -given, reason: "undone", id: newId() }),
      });
      setAmount("");
      setId(newId());
      refresh();
    },
    { quiet: true },
  );
  const ask = useAct(
    (payload: Omit<Correction, "id">) =>
      trofast.staff.askAct({
        body: { kind: "adjust", payload: { ...payload, memberId: member.memberId } },
      }),
    () => tell(t("members.acts.asked")),
  );
  const body = { unit, amount: Number(amount), reason };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        adjust.mutate({ ...body, id });
      }}
    >
      <h3 className="font-semibold">{t("members.acts.adjust")}</h3>
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <SelectField
          className="min-h-10"
          label={t("members.acts.unit")}
          value={unit}
          onChange={(event) => setUnit(event.target.value)}
          options={units.map((value) => ({
            value,
            text: named(first.club.units[value]?.name, value),
          }))}
        />
        <TextField
          className="num min-h-10"
          type="number"
          step={1}
          required
          label={t("members.acts.amount")}
          hint={t("members.acts.amountHint")}
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
        <TextField
          className="min-h-10"
          required
          maxLength={100}
          label={t("members.acts.reason")}
          hint={t("members.acts.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      {adjust.isError && (
        <p role="alert" className="font-medium text-bad">
          {needsTwo(adjust.error) ? t("members.acts.waits") : failureText(adjust.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="console" busy={adjust.isPending && t("ui.saving")}>
          {t("members.acts.adjust")}
        </Button>
        {needsTwo(adjust.error) && (
          <Button size="console" kind="plain" onClick={() => ask.mutate(body)}>
            {t("members.acts.ask")}
          </Button>
        )}
      </div>
    </form>
  );
}

const newId = (): string =>
  `console-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

function Freeze({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const refresh = useRefresh(member.memberId);
  const isFrozen = member.status === "frozen";
  const change = useAct(
    () => {
      const input = {
        params: refIn(member),
        body: { reason: isFrozen ? "looked-into" : "to-be-looked-into" },
      };
      return isFrozen ? trofast.joining.unfreeze(input) : trofast.joining.freeze(input);
    },
    () => {
      tell(t(isFrozen ? "members.acts.unfrozenDone" : "members.acts.frozenDone"));
      refresh();
    },
  );
  const label = t(isFrozen ? "members.acts.unfreeze" : "members.acts.freeze");
  return (
    <Confirmed
      kind="plain"
      label={label}
      title={label}
      consequence={<p>{t(isFrozen ? "members.acts.unfreezeAbout" : "members.acts.freezeAbout")}</p>}
      act={() => change.mutate(undefined)}
      busy={change.isPending}
    />
  );
}

function Export({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const read = useAct(
    () => trofast.privacy.export({ params: refIn(member) }),
    (answer) => {
      download(
        `member-${member.memberId}.json`,
        typeof answer === "string" ? answer : JSON.stringify(answer, null, 2),
        "application/json",
      );
      tell(t("members.acts.exported"));
    },
  );
  return (
    <Button
      size="console"
      kind="plain"
      onClick={() => read.mutate(undefined)}
      busy={read.isPending && t("ui.loading")}
    >
      {t("members.acts.export")}
    </Button>
  );
}

function Erase({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const erase = useAct(
    () => trofast.privacy.erase({ params: refIn(member) }),
    () => {
      tell(t("members.acts.erased"));
      client.removeQueries({ queryKey: ["member", member.memberId] });
      void client.invalidateQueries({ queryKey: ["members"] });
      void navigate({ to: "/members", search: {} });
    },
  );
  return (
    <Confirmed
      label={t("members.acts.erase")}
      title={t("members.acts.erase")}
      consequence={<p>{t("members.acts.eraseAbout")}</p>}
      act={() => erase.mutate(undefined)}
      busy={erase.isPending}
    />
  );
}

function Merges({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const refresh = useRefresh(memberId);
  const merges = useQuery({
    queryKey: ["member", memberId, "merges"],
    queryFn: ({ signal }) => trofast.relations.merges({ query: { memberId }, signal }),
  });
  const unmerge = useAct(
    (mergeId: string) => trofast.relations.unmerge({ body: { mergeId } }),
    () => {
      tell(t("members.acts.unmerged"));
      refresh();
    },
  );
  return (merges.data?.data ?? [])
    .filter(({ unmergedAt }) => unmergedAt === null)
    .map(({ mergeId, mergedAt }) => (
      <div key={mergeId} className="flex flex-wrap items-center gap-3">
        <span>{t("members.acts.mergedOn", { day: dayAndYear(mergedAt) })}</span>
        <Confirmed
          kind="plain"
          label={t("members.acts.unmerge")}
          title={t("members.acts.unmerge")}
          consequence={<p>{t("members.acts.unmergeAbout")}</p>}
          act={() => unmerge.mutate(mergeId)}
          busy={unmerge.isPending}
        />
      </div>
    ));
}
