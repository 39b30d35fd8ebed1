/** What the member says of themselves: names, and answers that can be changed and taken back. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import type { Me } from "../../ui/first.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { meCall } from "../calls.ts";
import { Sayings } from "../profile/sayings.tsx";

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
          <Sayings />
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
