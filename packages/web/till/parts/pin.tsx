/** Choosing the code that locks this till for one person. */
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { changeDevice, readDevice, type OnDuty } from "../kept/device.ts";
import { isPin, keepPin, PIN_LENGTH_MAX, type KeptPin } from "../model/lock.ts";
import { TillField } from "./field.tsx";

const SALT_BYTES = 16;

export function ChoosePin({ onDuty }: { readonly onDuty: OnDuty }) {
  const { t } = useTranslation();
  const [pin, setPin] = useState("");
  const [isWrong, setWrong] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const settle = (kept: KeptPin | "none"): void =>
    changeDevice({
      pins: { ...readDevice().pins, [onDuty.id]: kept },
      isLocked: false,
      wrongPins: 0,
      touchedAt: Date.now(),
    });
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isPin(pin)) return setWrong(true);
    setBusy(true);
    settle(await keepPin(pin, crypto.getRandomValues(new Uint8Array(SALT_BYTES))));
  };
  return (
    <>
      <h1 className="text-3xl">{t("pin.choose")}</h1>
      {isSecureContext ? (
        <form className="flex flex-col gap-5" onSubmit={(event) => void save(event)}>
          <p>{t("pin.chooseText")}</p>
          <PinField
            value={pin}
            onChange={setPin}
            error={isWrong ? t("pin.wrongShape") : undefined}
          />
          <Button size="till" type="submit" busy={isBusy && t("ui.saving")}>
            {t("pin.save")}
          </Button>
        </form>
      ) : (
        <p>{t("pin.insecure")}</p>
      )}
      <Button size="till" kind="plain" onClick={() => settle("none")}>
        {t("pin.without")}
      </Button>
    </>
  );
}

export function PinField({
  value,
  onChange,
  error,
}: {
  readonly value: string;
  readonly onChange: (pin: string) => void;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <TillField
      label={t("pin.code")}
      type="password"
      inputMode="numeric"
      autoComplete="off"
      maxLength={PIN_LENGTH_MAX}
      value={value}
      error={error}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
