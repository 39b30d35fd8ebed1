/** What the club asks its members about themselves: each thing with its purpose, and how long an answer is kept. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listFields } from "@trofast/contract/members";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { named, number } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Confirmed } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { ThingFrame } from "../parts/thing-frame.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { QuestionForm } from "./question-form.tsx";

export type Field = AnswerOf<typeof listFields>["data"][number];

export function Questions() {
  const { t } = useTranslation();
  const mayWrite = useMay("privacy", "club");
  const fields = useQuery({
    queryKey: ["profile-fields"],
    queryFn: async ({ signal }) => (await trofast.members.fields({ signal })).data,
  });
  if (fields.isPending) return <Loading rows={4} className="h-10" />;
  if (fields.isError) return <Failure error={fields.error} retry={() => void fields.refetch()} />;
  const { data } = fields;
  const heads = ["field", "kind", "asked", "keep"] as const;
  return (
    <ThingFrame<Field>
      title={t("settings.questions.title")}
      about={t("settings.questions.about")}
      add={{ title: t("settings.questions.add") }}
      change={t("settings.questions.change")}
      changeOf={({ field, label }) =>
        t("settings.questions.changeOf", { field: named(label, field) })
      }
      mayWrite={mayWrite}
      form={(field, done) => (
        <QuestionForm
          key={field?.field ?? `new ${data.length}`}
          field={field}
          known={data}
          done={done}
        />
      )}
      list={(act) =>
        data.length === 0 ? (
          <p>{t("settings.questions.none")}</p>
        ) : (
          <Table
            name={t("settings.questions.title")}
            columns={[
              ...heads.map((head) => ({ head: t(`settings.questions.${head}`) })),
              { head: t("settings.questions.answers"), isNumber: true },
              ...(mayWrite ? [{ head: t("stock.catalogue.act") }] : []),
            ]}
            rows={data.map((field) => ({
              key: field.field,
              cells: [
                named(field.label, field.field),
                t(`settings.questions.kinds.${field.kind}`),
                field.question === null
                  ? t("settings.questions.notAsked")
                  : named(field.question, field.field),
                field.keepDays === null
                  ? t("settings.questions.keepEver")
                  : t("settings.questions.keepDays", { count: field.keepDays }),
                number(field.answers),
                <span key="acts" className="flex flex-wrap gap-2">
                  {act(field)}
                  {mayWrite && <Remove field={field} />}
                </span>,
              ],
            }))}
          />
        )
      }
    />
  );
}

function Remove({ field: { field, label, answers } }: { readonly field: Field }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useAct(
    () => trofast.members.deleteField({ params: { field } }),
    () => {
      tell(t("settings.questions.removed"));
      void client.invalidateQueries({ queryKey: ["profile-fields"] });
    },
  );
  return (
    <Confirmed
      label={t("settings.questions.remove")}
      title={t("settings.questions.removeTitle", { field: named(label, field) })}
      consequence={
        answers === 0
          ? t("settings.questions.nobody")
          : t("settings.questions.removeAbout", { count: answers })
      }
      act={() => remove.mutate(undefined)}
      busy={remove.isPending}
    />
  );
}
