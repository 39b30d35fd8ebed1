/** A purchase that was made before the till knew the member, claimed by the code on its receipt. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { useFocusOnWrong } from "../../ui/focus-wrong.ts";
import { amountsOf } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { balanceMoved } from "../calls.ts";

export function ClaimForm({
  code: known = "",
  onClaimed,
}: {
  /** As a receipt's QR code has told it. */
  readonly code?: string;
  readonly onClaimed?: () => void;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [code, setCode] = useState(known);
  const [isEmpty, setEmpty] = useState(false);
  const claim = useMutation({
    mutationFn: () => trofast.relations.claim({ body: { code: code.trim() } }),
    onSuccess: async ({ given }) => {
      setCode("");
      tell(
        Object.keys(given).length === 0
          ? t("me.claimedNothing")
          : t("me.claimed", { amount: amountsOf(given) }),
      );
      await balanceMoved();
      onClaimed?.();
    },
  });
  const { ref, focusWrong } = useFocusOnWrong(claim.error);
  return (
    <form
      ref={ref}
      noValidate
      className="flex flex-col gap-3 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        setEmpty(code.trim() === "");
        if (code.trim() !== "") return claim.mutate();
        focusWrong();
      }}
    >
      <TextField
        label={t("me.claimField")}
        value={code}
        autoComplete="off"
        autoCapitalize="characters"
        onChange={({ target }) => setCode(target.value)}
        error={isEmpty ? t("me.claimEmpty") : claim.isError ? failureText(claim.error) : undefined}
      />
      <Button type="submit" className="self-start" busy={claim.isPending && t("ui.saving")}>
        {t("me.claimDo")}
      </Button>
    </form>
  );
}
