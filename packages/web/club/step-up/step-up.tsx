/** A fresh proof of who one is, before an act that cannot be undone: asked for only when the club wants it. */
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { CodeForm } from "../join/code-form.tsx";

interface Guarded {
  /** Runs the act; where the club asks for a fresh code, asks for it and runs the act again. */
  readonly guard: (act: () => Promise<unknown>) => Promise<void>;
  readonly sheet: ReactNode;
}

const isAskedFor = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "step_up_required";

/** @param onError what went wrong with the act itself. */
export function useStepUp(onError: (error: unknown) => void): Guarded {
  const [waiting, setWaiting] = useState<(() => Promise<unknown>) | null>(null);
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (isAskedFor(error)) setWaiting(() => act);
      else onError(error);
    }
  };
  const sheet = (
    <StepUpSheet
      open={waiting !== null}
      onOpenChange={(open) => {
        if (!open) setWaiting(null);
      }}
      onProven={() => {
        const act = waiting;
        setWaiting(null);
        if (act !== null) void run(act);
      }}
    />
  );
  return { guard: run, sheet };
}

function StepUpSheet({
  open,
  onOpenChange,
  onProven,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onProven: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("stepUp.title")}>
      {open && <Proof onProven={onProven} />}
    </Sheet>
  );
}

function Proof({ onProven }: { readonly onProven: () => void }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const send = useMutation({ mutationFn: () => trofast.joining.stepUp({ body: {} }) });
  const verify = useMutation({
    mutationFn: (body: { handle: string; code: string }) => trofast.joining.verifyStepUp({ body }),
    onSuccess: onProven,
  });
  const { data: sent } = send;
  if (sent !== undefined)
    return (
      <CodeForm
        lead={t(sent.channel === "email" ? "stepUp.sentEmail" : "stepUp.sentSms")}
        error={verify.error}
        isBusy={verify.isPending}
        onCode={(code) => verify.mutate({ handle: sent.handle, code })}
      />
    );
  return (
    <div className="flex flex-col gap-4">
      <p>{t("stepUp.lead")}</p>
      {send.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(send.error)}
        </p>
      )}
      <Button onClick={() => send.mutate()} busy={send.isPending && t("join.sending")}>
        {t("stepUp.send")}
      </Button>
    </div>
  );
}
