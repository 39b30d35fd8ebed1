/** Dangerous acts ask again who it is: the call waits for the proof and is then sent once more. */
import { useMutation } from "@tanstack/react-query";
import { useSyncExternalStore, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../ui/api.ts";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { useFailureText } from "../ui/states.tsx";
import { tell } from "../ui/toast.tsx";
import { hasPasskeys, PasskeyStopped, usePasskey } from "../ui/passkeys.ts";
import { useStaff } from "./session.ts";

/** The person chose not to prove themselves. */
export class ProofRefused extends Error {
  override readonly name = "ProofRefused";
}

type Waiting = { readonly settle: (isProven: boolean) => void } | null;

let waiting: Waiting = null;
const listeners = new Set<() => void>();

function setWaiting(next: Waiting): void {
  waiting = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Sends a call; where it needs a fresh proof, asks for it and sends the call again. */
export async function withProof<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof TrofastProblem) || error.code !== "step_up_required") throw error;
  }
  const isProven = await new Promise<boolean>((settle) => setWaiting({ settle }));
  if (!isProven) throw new ProofRefused();
  return await call();
}

/** An act of a person: proof where it is needed, and its failure told; what it changed is read anew by `done`. */
export function useAct<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  done: (answer: Answer, input: Input) => void,
  options: { readonly quiet?: boolean } = {},
) {
  const failureText = useFailureText();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (input: Input) => withProof(() => act(input)),
    onSuccess: done,
    onError: (error) => {
      if (error instanceof ProofRefused) tell(t("shell.proof.cancelled"));
      else if (options.quiet !== true) tell(failureText(error));
    },
  });
}

export function StepUp() {
  const { t } = useTranslation();
  const asked = useSyncExternalStore(subscribe, () => waiting);
  const [fault, setFault] = useState<string | null>(null);
  const failureText = useFailureText();
  const finish = (isProven: boolean): void => {
    waiting?.settle(isProven);
    setFault(null);
    setWaiting(null);
  };
  const prove = useMutation({
    mutationFn: async () => {
      const { challengeId, options } = await trofast.staff.askStepUp();
      const credential = await usePasskey(options);
      await trofast.staff.stepUp({ body: { challengeId, credential } });
    },
    onSuccess: () => finish(true),
    onError: (error) =>
      setFault(error instanceof PasskeyStopped ? t("shell.signIn.stopped") : failureText(error)),
  });
  return (
    <Sheet
      open={asked !== null}
      onOpenChange={(open) => {
        if (!open) finish(false);
      }}
      title={t("shell.proof.title")}
    >
      <div className="flex flex-col gap-4">
        <p>{t("shell.proof.about")}</p>
        {fault !== null && (
          <p role="alert" className="font-medium text-bad">
            {fault}
          </p>
        )}
        <ProofWays prove={() => prove.mutate()} isBusy={prove.isPending} />
      </div>
    </Sheet>
  );
}

function ProofWays({ prove, isBusy }: { readonly prove: () => void; readonly isBusy: boolean }) {
  const { t } = useTranslation();
  const staff = useStaff();
  const go = useMutation({
    mutationFn: () => trofast.staff.askProvider({ body: { fresh: true } }),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <div className="flex flex-wrap gap-3">
      {hasPasskeys() && staff.passkeys.length > 0 && (
        <Button size="console" onClick={prove} busy={isBusy && t("shell.signIn.busy")}>
          {t("shell.proof.use")}
        </Button>
      )}
      {staff.passkeys.length === 0 && (
        <Button size="console" kind="plain" onClick={() => go.mutate()}>
          {t("shell.proof.provider")}
        </Button>
      )}
      {go.isError && (
        <p role="alert" className="text-bad">
          {t("shell.signIn.noProvider")}
        </p>
      )}
    </div>
  );
}
