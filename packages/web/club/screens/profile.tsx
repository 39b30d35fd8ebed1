/** What the member has said: names, and answers that can be taken back. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import type { Me } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { meCall } from "../calls.ts";

export function ProfilePage() {
  const { t } = useTranslation();
  const { data: me, error, refetch } = useQuery(meCall);
  return (
    <Screen title={t("profile.title")}>
      <BackLink to="/me" text={t("me.back")} />
      {me === undefined ? (
        error ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={2} className="h-20" />
        )
      ) : (
        <>
          <Names me={me} />
          <Answers me={me} />
        </>
      )}
    </Screen>
  );
}

function Names({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [givenName, setGivenName] = useState(me.profile["givenName"] ?? "");
  const [familyName, setFamilyName] = useState(me.profile["familyName"] ?? "");
  const save = useMutation({
    mutationFn: () =>
      trofast.self.patch({
        body: {
          profile: {
            givenName: givenName.trim() === "" ? null : givenName.trim(),
            familyName: familyName.trim() === "" ? null : familyName.trim(),
          },
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["me"] });
      tell(t("ui.saved"));
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField
        label={t("profile.givenName")}
        autoComplete="given-name"
        value={givenName}
        maxLength={100}
        onChange={({ target }) => setGivenName(target.value)}
      />
      <TextField
        label={t("profile.familyName")}
        autoComplete="family-name"
        hint={t("profile.optional")}
        value={familyName}
        maxLength={100}
        onChange={({ target }) => setFamilyName(target.value)}
      />
      {save.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(save.error)}
        </p>
      )}
      <Button type="submit" className="self-start" busy={save.isPending && t("ui.saving")}>
        {t("ui.save")}
      </Button>
    </form>
  );
}

function Answers({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const answers = Object.entries(me.answers);
  const remove = useMutation({
    mutationFn: (field: string) => trofast.self.patch({ body: { answers: { [field]: null } } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["me"] });
      tell(t("profile.removed"));
    },
    onError: (error) => tell(failureText(error)),
  });
  const said = (value: string | number | boolean | readonly string[]): string => {
    if (typeof value === "boolean") return t(value ? "home.question.yes" : "home.question.no");
    return typeof value === "object" ? value.join(", ") : String(value);
  };
  return (
    <Card aria-labelledby="answers">
      <h2 id="answers" className="mb-2 text-xl">
        {t("profile.answers")}
      </h2>
      {answers.length === 0 && <p>{t("profile.noAnswers")}</p>}
      <ul>
        {answers.map(([field, { value, from }]) => (
          <li
            key={field}
            className="flex items-center justify-between gap-3 border-b border-line py-2 last:border-b-0"
          >
            <span>
              <span className="font-medium">{named(undefined, field)}</span>: {said(value)}
              <span className="block text-sm text-muted">{t(`profile.from.${from}`)}</span>
            </span>
            <Button
              kind="quiet"
              aria-label={t("profile.remove", { what: named(undefined, field) })}
              disabled={remove.isPending}
              onClick={() => remove.mutate(field)}
            >
              {t("addresses.removeDo")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
