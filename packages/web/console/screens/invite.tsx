/** The page behind an invitation: its link's token stands behind #, where no server sees it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { hasPasskeys, makePasskey } from "../../ui/passkeys.ts";
import { entered } from "../session.ts";
import { Outside } from "./outside.tsx";
import { useSignInFailure } from "./sign-in.tsx";

export function Invite() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => trofast.staff.openInvite({ body: { token } }),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const isBad = token === "" || isRefused(invitation.error);
  return (
    <Outside title={t("shell.invite.title", { club: first.club.name })}>
      {isBad && <p role="alert">{t("shell.invite.bad")}</p>}
      {!isBad && invitation.isPending && <Loading rows={2} />}
      {!isBad && invitation.isError && (
        <Failure error={invitation.error} retry={() => void invitation.refetch()} />
      )}
      {invitation.data && (
        <>
          <p>
            {t("shell.invite.hello", {
              name: invitation.data.person.name,
              role: t(`shell.roles.${invitation.data.person.role}`).toLocaleLowerCase(),
            })}
          </p>
          <Accept token={token} question={invitation.data.question} />
        </>
      )}
    </Outside>
  );
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "sign_in_failed";

function Accept({
  token,
  question,
}: {
  readonly token: string;
  readonly question: { readonly challengeId: string; readonly options: Record<string, unknown> };
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const failed = useSignInFailure();
  const [name, setName] = useState(() => t("shell.invite.nameStart"));
  const accept = useMutation({
    mutationFn: async () => {
      const credential = await makePasskey(question.options);
      const { challengeId } = question;
      return await trofast.staff.acceptInvite({
        body: { token, challengeId, credential, name: name.trim() },
      });
    },
    onSuccess: () => {
      entered();
      void navigate({ to: "/", replace: true });
    },
  });
  if (!hasPasskeys()) return <p role="alert">{t("shell.signIn.noPasskeys")}</p>;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate();
      }}
    >
      <p>{t("shell.invite.about")}</p>
      <TextField
        label={t("shell.invite.name")}
        hint={t("shell.invite.nameHint")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={100}
      />
      {accept.isError && (
        <p role="alert" className="font-medium text-bad">
          {failed(accept.error)}
        </p>
      )}
      <Button type="submit" busy={accept.isPending && t("shell.signIn.busy")}>
        {t("shell.invite.make")}
      </Button>
    </form>
  );
}
