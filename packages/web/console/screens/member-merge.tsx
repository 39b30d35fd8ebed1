/** Two members that are one person: what would happen is shown before it does. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { amountOf } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { useAct } from "../step-up.tsx";
import { refOf } from "./member-balances.tsx";
import type { MemberAnswer } from "./member.tsx";

export function MemberMerge({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const failureText = useFailureText();
  const preview = useMutation({
    mutationFn: async (q: string) => {
      const found = await trofast.members.search({ query: { q, limit: 2 } });
      const hit = found.data.find(({ memberId }) => memberId !== member.memberId);
      if (!hit) return null;
      const other = await trofast.members.getById({ params: { memberId: hit.memberId } });
      const pair = { member: refIn(member), into: refIn(other) };
      return { hit, pair, shown: await trofast.relations.previewMerge({ body: pair }) };
    },
  });
  return (
    <details className="border-t border-line pt-4">
      <summary className="min-h-8 font-semibold">{t("members.acts.merge")}</summary>
      <form
        className="mt-3 flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          preview.mutate(text.trim());
        }}
      >
        <TextField
          className="min-h-10"
          required
          maxLength={254}
          label={t("members.acts.mergeInto")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          type="submit"
          size="console"
          kind="plain"
          busy={preview.isPending && t("ui.loading")}
        >
          {t("members.acts.mergeFind")}
        </Button>
      </form>
      {preview.isError && (
        <p role="alert" className="mt-3 font-medium text-bad">
          {failureText(preview.error)}
        </p>
      )}
      {preview.data === null && <p className="mt-3">{t("members.acts.mergeNobody")}</p>}
      {preview.data && <Shown {...preview.data} />}
    </details>
  );
}

const refIn = ({ identities, memberId }: MemberAnswer) => {
  const identity = identities[0];
  return identity ? { source: identity.source, id: identity.id } : refOf(memberId);
};

type Preview = Awaited<ReturnType<typeof trofast.relations.previewMerge>>;
type Ref = { readonly source: string; readonly id: string };

function Shown({
  hit,
  pair,
  shown,
}: {
  readonly hit: { readonly memberId: string; readonly name: string | null };
  readonly pair: { readonly member: Ref; readonly into: Ref };
  readonly shown: Preview;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const merge = useAct(
    () => trofast.relations.merge({ body: pair }),
    () => {
      tell(t("members.acts.merged"));
      void client.invalidateQueries({ queryKey: ["member"] });
      void navigate({ to: "/members/$memberId", params: { memberId: hit.memberId } });
    },
  );
  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <p>{t("members.acts.mergeAbout", { name: hit.name ?? t("members.unnamed") })}</p>
      {shown.balances.length === 0 ? (
        <p>{t("members.acts.mergeNothing")}</p>
      ) : (
        <ul className="num list-disc pl-5">
          {shown.balances.map(({ unit, amount }) => (
            <li key={unit}>{amountOf(unit, amount)}</li>
          ))}
        </ul>
      )}
      {shown.blocks.map(({ code, detail }) => (
        <p key={code} lang="en" className="font-medium text-bad">
          {detail}
        </p>
      ))}
      {shown.blocks.length === 0 && (
        <Button
          size="console"
          onClick={() => merge.mutate(undefined)}
          busy={merge.isPending && t("ui.saving")}
        >
          {t("members.acts.mergeDo")}
        </Button>
      )}
    </div>
  );
}
