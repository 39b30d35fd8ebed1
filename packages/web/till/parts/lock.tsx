/** The locked till: what was under way is kept behind it. */
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { changeDevice, readDevice, type OnDuty } from "../kept/device.ts";
import { isDue, opens, WRONG_PINS_MAX, type KeptPin } from "../model/lock.ts";
import { PinField } from "./pin.tsx";
import { COMING } from "./sign-in.tsx";

const LOOK_MS = 10_000;
/** Writing each touch down would be a write a second. */
const TOUCH_MS = 5_000;

/** Locks the till when nobody has touched it for a while, and when it is opened again after such a while. */
export function useAutoLock(hasPin: boolean): void {
  useEffect(() => {
    if (!hasPin) return;
    const look = (): void => {
      const { touchedAt, isLocked } = readDevice();
      if (!isLocked && isDue(touchedAt, Date.now())) changeDevice({ isLocked: true });
    };
    const touched = (): void => {
      const { touchedAt, isLocked } = readDevice();
      if (!isLocked && Date.now() - touchedAt > TOUCH_MS) changeDevice({ touchedAt: Date.now() });
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    addEventListener("pointerdown", touched);
    addEventListener("keydown", touched);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", touched);
      removeEventListener("keydown", touched);
    };
  }, [hasPin]);
}

/** Ends the session; without a network the device forgets who was on, and the session ends by itself. */
export async function signOut(): Promise<void> {
  changeDevice({ onDuty: null, isLocked: false, wrongPins: 0 });
  try {
    await trofast.staff.signOut({ body: {} });
  } catch {
    // Nobody is on here any more all the same.
  }
  sessionStorage.removeItem(COMING);
  queries.setQueryData(["who"], null);
}

export function Locked({ onDuty, pin }: { readonly onDuty: OnDuty; readonly pin: KeptPin }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  const unlock = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await opens(typed, pin)) {
      changeDevice({ isLocked: false, wrongPins: 0, touchedAt: Date.now() });
      return;
    }
    const wrongPins = readDevice().wrongPins + 1;
    changeDevice({ wrongPins });
    setTyped("");
    setWrong(t("pin.wrong", { count: WRONG_PINS_MAX - wrongPins }));
    if (wrongPins >= WRONG_PINS_MAX) await forgetPin(onDuty);
  };
  return (
    <>
      <h1 className="text-3xl">{t("pin.locked")}</h1>
      <form className="flex flex-col gap-5" onSubmit={(event) => void unlock(event)}>
        <p>{t("pin.lockedText", { name: onDuty.name })}</p>
        <PinField value={typed} onChange={setTyped} error={wrong} />
        <Button size="till" type="submit">
          {t("pin.unlock")}
        </Button>
      </form>
      <Button size="till" kind="plain" onClick={() => void signOut()}>
        {t("pin.other")}
      </Button>
    </>
  );
}

/** Too many wrong codes: they sign in anew, and choose another. */
async function forgetPin({ id }: OnDuty): Promise<void> {
  const { [id]: _forgotten, ...pins } = readDevice().pins;
  changeDevice({ pins });
  await signOut();
}
