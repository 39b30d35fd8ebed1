/** Two members that are one person: what would happen is shown before it does. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { searchMembers } from "@trofast/contract/members-search";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { amountOf, list, named } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { useAct } from "../step-up.tsx";
import { refOf } from "./member-balances.tsx";
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
      <summary className="min-h-8 font-semibold">{t("members.acts.merge")}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <FormFrame form={form} submit={t("members.acts.mergeFind")} kind="plain">
          <TextField
            className="min-h-10"
            autoComplete="off"
            label={t("members.acts.mergeInto")}
            {...form.field("q")}
          />
        </FormFrame>
        <div role="status">
          {found === "nobody" && <p>{t("members.acts.mergeNobody")}</p>}
          {found !== null && found !== "nobody" && <Shown {...found} />}
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
      {shown.segments.length > 0 && (
        <p>
          {t("members.acts.mergeGroups", {
            groups: list(
              shown.segments.map(({ segment, name }) =>
                typeof name === "string" ? name : named(name, segment),
              ),
            ),
          })}
        </p>
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
