/** Signing in: with a passkey, by the identity provider, or, in a demo, as somebody invented. */
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { useFailureText } from "../../ui/states.tsx";
import { CONSOLE } from "../address.ts";
import { hasPasskeys, PasskeyStopped, usePasskey } from "../../ui/passkeys.ts";
import { entered } from "../session.ts";
import { Outside } from "./outside.tsx";

export function SignIn() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const [fault, setFault] = useState<string | null>(null);
  const failed = useSignInFailure();
  const go = (): void => {
    entered();
    router.history.replace(`${pathTo(CONSOLE)}${next}`);
  };
  const onError = (error: unknown): void => setFault(failed(error));
  const passkey = useMutation({
    mutationFn: async () => {
      const { challengeId, options } = await trofast.staff.askSignIn({ body: {} });
      const credential = await usePasskey(options);
      return await trofast.staff.signIn({ body: { challengeId, credential } });
    },
    onSuccess: go,
    onError,
  });
  const demo = useMutation({
    mutationFn: () => trofast.demo.session({ body: { as: "marketer" } }),
    onSuccess: go,
    onError,
  });
  return (
    <Outside
      title={t("shell.signIn.title")}
      about={t("shell.signIn.about", { club: first.club.name })}
    >
      {first.club.demo && (
        <Way hint={t("shell.demo.enterHint")}>
          <Button
            kind="accent"
            onClick={() => demo.mutate()}
            busy={demo.isPending && t("shell.demo.entering")}
          >
            {t("shell.demo.enter")}
          </Button>
        </Way>
      )}
      {hasPasskeys() ? (
        <Way hint={t("shell.signIn.passkeyHint")}>
          <Button
            kind={first.club.demo ? "plain" : "main"}
            onClick={() => passkey.mutate()}
            busy={passkey.isPending && t("shell.signIn.busy")}
          >
            <KeyRound aria-hidden="true" size={18} /> {t("shell.signIn.passkey")}
          </Button>
        </Way>
      ) : (
        <p>{t("shell.signIn.noPasskeys")}</p>
      )}
      {!first.club.demo && <Provider onError={setFault} />}
      {fault !== null && (
        <p role="alert" className="font-medium text-bad">
          {fault}
        </p>
      )}
      <p className="text-sm text-muted">{t("shell.signIn.lost")}</p>
    </Outside>
  );
}

function Provider({ onError }: { readonly onError: (text: string) => void }) {
  const { t } = useTranslation();
  const failed = useSignInFailure();
  const ask = useMutation({
    mutationFn: () => trofast.staff.askProvider({ body: {} }),
    onSuccess: ({ url }) => location.assign(url),
    onError: (error) =>
      onError(
        error instanceof TrofastProblem && error.code === "not_found"
          ? t("shell.signIn.noProvider")
          : failed(error),
      ),
  });
  return (
    <Button kind="quiet" onClick={() => ask.mutate()} disabled={ask.isPending}>
      {t("shell.signIn.provider")}
    </Button>
  );
}

function Way({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      {children}
      <p className="text-sm text-muted">{hint}</p>
    </div>
  );
}

/** Why it did not come to a session, for people. */
export function useSignInFailure(): (error: unknown) => string {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return (error) => {
    if (error instanceof PasskeyStopped) return t("shell.signIn.stopped");
    if (error instanceof TrofastProblem && error.code === "sign_in_failed")
      return t("shell.signIn.wrong");
    return failureText(error);
  };
}
