/** Money on a card asks again who sells it: what was refused for that is sent once more after the proof. */
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { hasPasskeys, PasskeyStopped, usePasskey } from "../../ui/passkeys.ts";
import { reached } from "../kept/network.ts";
import { Notice } from "./notice.tsx";
import { useStopText } from "./stop-text.ts";

export const needsProof = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "step_up_required";

async function prove(): Promise<void> {
  const { challengeId, options } = await reached(trofast.staff.askStepUp());
  const credential = await usePasskey(options);
  await reached(trofast.staff.stepUp({ body: { challengeId, credential } }));
}

export function Proof({ onProven }: { readonly onProven: () => void }) {
  const { t } = useTranslation();
  const stopText = useStopText();
  const proving = useMutation({ mutationFn: prove, onSuccess: onProven });
  const { error } = proving;
  const told = error instanceof PasskeyStopped ? t("proof.stopped") : stopText(error);
  return (
    <div className="flex flex-col gap-3 rounded-card bg-brand-soft p-4">
      <p className="font-medium">{t("proof.title")}</p>
      <p>{t("proof.text")}</p>
      <Notice said={error === null ? null : { tone: "bad", text: told }} />
      {hasPasskeys() && (
        <Button
          size="till"
          busy={proving.isPending && t("quote.doing")}
          onClick={() => proving.mutate()}
        >
          <Fingerprint aria-hidden="true" />
          {t("proof.use")}
        </Button>
      )}
      <p>{t("proof.other")}</p>
    </div>
  );
}
