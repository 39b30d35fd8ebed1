/** What can be done with a member: each act with its undo, or with its consequence said first. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { adjustMember } from "@trofast/contract/ledger";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { download } from "../parts/csv.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { newId } from "../parts/ids.ts";
import { decimalOf } from "../parts/numbers.ts";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { useMay } from "../session.ts";
import { AskSecond, needsTwo } from "../parts/ask-second.tsx";
import { useAct } from "../step-up.tsx";
import { NoteComplaint, takesComplaints } from "./member-complaints.tsx";
import { MemberMerge } from "./member-merge.tsx";
import { Merges } from "./member-unmerge.tsx";
import { refOf } from "./member-balances.tsx";
import type { MemberAnswer } from "./member.tsx";

export function MemberActs({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const mayAdjust = useMay("ledger:adjust", "club");
  const mayErase = useMay("privacy", "club");
  return (
    <Panel title={t("members.acts.title")}>
      {mayAdjust && <Adjust member={member} />}
      <div className="flex flex-wrap items-start gap-2 border-t border-line pt-4">
        {takesComplaints() && <NoteComplaint memberId={member.memberId} />}
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

interface Correction {
  readonly unit: string;
  readonly amount: string;
  readonly reason: string;
}

const bodyOf = ({ unit, amount, reason }: Correction) => ({
  unit,
  amount: decimalOf(amount),
  reason: reason.trim(),
});

/** The same amount the other way. */
function useUndone(member: MemberAnswer) {
  const { t } = useTranslation();
  const refresh = useRefresh(member.memberId);
  return useAct(
    (body: ReturnType<typeof bodyOf>) =>
      trofast.ledger.adjust({
        params: refIn(member),
        body: { ...body, amount: -body.amount, reason: "undone", id: newId() },
      }),
    () => {
      tell(t("members.acts.adjusted"));
      refresh();
    },
  );
}

function Adjust({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const units = Object.keys(first.club.units);
  const unit = units.find((id) => first.club.units[id]?.spendable === true) ?? units[0] ?? "points";
  // One id per correction as it was written: sent again after a broken connection, it is booked once.
  const [id, setId] = useState(newId);
  const refresh = useRefresh(member.memberId);
  const undo = useUndone(member);
  const form = useSavedForm({
    key: `adjust_${member.memberId}`,
    start: { unit, amount: "", reason: "goodwill" } satisfies Correction,
    fields: ["unit", "amount", "reason"],
    endpoint: adjustMember,
    input: (values: Correction) => ({
      params: refIn(member),
      body: { ...bodyOf(values), id },
    }),
    call: (input) => trofast.ledger.adjust(input),
    done: (_, values) => {
      tell(t("members.acts.adjusted"), {
        label: t("ui.undo"),
        act: () => undo.mutate(bodyOf(values)),
      });
      setId(newId());
      refresh();
    },
    isEmptied: true,
  });
  return (
    <div className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("members.acts.adjust")}</h3>
      <FormFrame
        form={form}
        submit={t("members.acts.adjust")}
        fields="grid items-start gap-3 sm:grid-cols-3"
        onFailure={(error) =>
          needsTwo(error) && (
            <AskSecond
              body={{
                kind: "adjust",
                payload: { ...bodyOf(form.form.getValues()), memberId: member.memberId },
              }}
            />
          )
        }
      >
        <SelectField
          className="min-h-10"
          label={t("members.acts.unit")}
          options={units.map((value) => ({
            value,
            text: named(first.club.units[value]?.name, value),
          }))}
          {...form.field("unit")}
        />
        <TextField
          className="num min-h-10"
          inputMode="numeric"
          label={t("members.acts.amount")}
          hint={t("members.acts.amountHint")}
          {...form.field("amount")}
        />
        <TextField
          className="min-h-10"
          label={t("members.acts.reason")}
          hint={t("members.acts.reasonHint")}
          {...form.field("reason")}
        />
      </FormFrame>
    </div>
  );
}

/** A correction that takes two persons: it can be asked for. */
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
