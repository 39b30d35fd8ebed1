/** Two members that are one person: what would happen is shown before it does. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { searchMembers } from "@trofast/contract/members-search";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { useAct } from "../step-up.tsx";
import { refOf } from "./member-balances.tsx";
import { MergePreview } from "./member-merge-preview.tsx";
import type { MemberAnswer } from "./member.tsx";

interface Asked {
  readonly q: string;
}

export function MemberMerge({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found | "nobody" | null>(null);
  const form = useSavedForm({
    key: `merge_${member.memberId}`,
    start: { q: "" } satisfies Asked,
    fields: ["q"],
    endpoint: { body: searchMembers.query },
    input: ({ q }: Asked) => ({ body: { q: q.trim() } }),
    call: ({ body }) => findOther(member, body.q),
    done: (answer) => setFound(answer ?? "nobody"),
  });
  return (
    <details className="border-t border-line pt-4">
      <summary className="min-h-8 font-semibold">{t("members.merge.title")}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <FormFrame form={form} submit={t("members.merge.find")} kind="plain">
          <TextField
            className="min-h-10"
            autoComplete="off"
            label={t("members.merge.into")}
            {...form.field("q")}
          />
        </FormFrame>
        <div role="status">
          {found === "nobody" && <p>{t("members.merge.nobody")}</p>}
          {found !== null && found !== "nobody" && (
            <Shown key={found.shown.intoMemberId} {...found} />
          )}
        </div>
      </div>
    </details>
  );
}

/** The other member, with what merging would do; null where nobody else is found. */
async function findOther(member: MemberAnswer, q: string) {
  const answer = await trofast.members.search({ query: { q, limit: 2 } });
  const hit = answer.data.find(({ memberId }) => memberId !== member.memberId);
  if (!hit) return null;
  const other = await trofast.members.getById({ params: { memberId: hit.memberId } });
  const pair = { member: refIn(member), into: refIn(other) };
  return { hit, pair, shown: await trofast.relations.previewMerge({ body: pair }) };
}

type Found = NonNullable<Awaited<ReturnType<typeof findOther>>>;

const refIn = ({ identities, memberId }: MemberAnswer) => {
  const identity = identities[0];
  return identity ? { source: identity.source, id: identity.id } : refOf(memberId);
};

function Shown({ hit, pair, shown }: Found) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [voidHolds, setVoidHolds] = useState(false);
  const merge = useAct(
    () => trofast.relations.merge({ body: { ...pair, voidHolds } }),
    () => {
      tell(t("members.merge.done"));
      void client.invalidateQueries({ queryKey: ["member"] });
      void navigate({ to: "/members/$memberId", params: { memberId: hit.memberId } });
    },
  );
  const blocks = shown.blocks.filter(({ code }) => code !== "open_holds" || !voidHolds);
  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <p>
        {t("members.merge.about", {
          name: hit.name ?? hit.identity?.masked ?? t("members.unnamed"),
        })}
      </p>
      <MergePreview shown={shown} />
      {shown.holds.length > 0 && (
        <Toggle
          label={t("members.merge.release")}
          hint={t("members.merge.releaseHint")}
          checked={voidHolds}
          onChange={setVoidHolds}
        />
      )}
      {blocks.map(({ code }) => (
        <p key={code} className="font-medium text-bad">
          {t(`members.merge.blocks.${code}`)}
        </p>
      ))}
      {blocks.length === 0 && (
        <Button
          size="console"
          onClick={() => merge.mutate(undefined)}
          busy={merge.isPending && t("ui.saving")}
        >
          {t("members.merge.act")}
        </Button>
      )}
    </div>
  );
}
