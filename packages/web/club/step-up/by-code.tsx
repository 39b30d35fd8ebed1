/** The proof by a code to an address that was known before. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { CodeForm } from "../join/code-form.tsx";

export function ByCode({
  onProven,
  onUnreachable,
}: {
  readonly onProven: () => void;
  /** No code can be sent after all. */
  readonly onUnreachable: () => void;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const send = useMutation({
    mutationFn: () => trofast.joining.stepUp({ body: {} }),
    onError: (error) => {
      if (error instanceof TrofastProblem && error.code === "conflict") onUnreachable();
    },
  });
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
