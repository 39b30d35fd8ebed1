/** A return on the wrong card: whose purchase it was. */
import { searchMembers } from "@trofast/contract/members-search";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { useSavedForm } from "../parts/saved-form.ts";

export interface Whose {
  readonly memberId: string;
  readonly name: string;
}

interface Asked {
  readonly q: string;
}

export function OtherMember({
  own,
  whose,
  onFound,
}: {
  /** The member it waits for. */
  readonly own: string;
  /** The other one, where one is chosen. */
  readonly whose: Whose | null;
  readonly onFound: (found: Whose | null) => void;
}) {
  const { t } = useTranslation();
  const [isNobody, setNobody] = useState(false);
  const form = useSavedForm({
    key: "parked_whose",
    start: { q: "" } satisfies Asked,
    fields: ["q"],
    endpoint: { body: searchMembers.query },
    input: ({ q }: Asked) => ({ body: { q: q.trim() } }),
    call: ({ body }) => trofast.members.search({ query: { ...body, limit: 2 } }),
    done: ({ data }) => {
      const hit = data.find(({ memberId }) => memberId !== own);
      setNobody(hit === undefined);
      if (hit)
        onFound({ memberId: hit.memberId, name: hit.name ?? hit.identity?.masked ?? hit.memberId });
    },
  });
  if (whose !== null)
    return (
      <div>
        <Button size="console" kind="quiet" onClick={() => onFound(null)}>
          {t("stock.intake.ownAgain")}
        </Button>
      </div>
    );
  return (
    <details>
      <summary className="min-h-8 font-medium">{t("stock.intake.otherMember")}</summary>
      <div className="mt-2 flex flex-col gap-2">
        <FormFrame form={form} submit={t("stock.intake.find")} kind="plain" isInRow>
          <TextField
            className="min-h-10"
            autoComplete="off"
            label={t("stock.intake.otherBy")}
            {...form.field("q")}
          />
        </FormFrame>
        <p role="status">{isNobody && t("stock.intake.nobody")}</p>
      </div>
    </details>
  );
}
