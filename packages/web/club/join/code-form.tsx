/** Six digits that were sent: one field, pasted or filled in by the phone as well. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { useFocusOnWrong } from "../../ui/focus-wrong.ts";
import { useFailureText } from "../../ui/states.tsx";

const DIGITS = 6;

export function CodeForm({
  lead,
  error,
  isBusy,
  onCode,
  children,
}: {
  readonly lead: string;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onCode: (code: string) => void;
  readonly children?: React.ReactNode;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [code, setCode] = useState("");
  const [isShort, setShort] = useState(false);
  const { ref, focusWrong } = useFocusOnWrong(error);
  const enter = (text: string): void => {
    const digits = text.replaceAll(/\D/g, "").slice(0, DIGITS);
    setCode(digits);
    setShort(false);
    if (digits.length === DIGITS && digits !== code) onCode(digits);
  };
  return (
    <form
      ref={ref}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.length === DIGITS) return onCode(code);
        setShort(true);
        focusWrong();
      }}
    >
      <p>{lead}</p>
      <TextField
        label={t("join.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        className="num min-h-14 text-center text-2xl tracking-[0.3em]"
        onChange={({ target }) => enter(target.value)}
        error={isShort ? t("join.codeShape") : error ? failureText(error) : undefined}
      />
      <Button type="submit" busy={isBusy && t("join.entering")}>
        {t("join.enter")}
      </Button>
      {children}
    </form>
  );
}
