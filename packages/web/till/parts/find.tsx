/** One input for everything: a scanner types a code and Enter, a person types a number or an amount. */
import { Camera, Search } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { time } from "../../ui/format.ts";
import { rewardName } from "../../ui/names.ts";
import type { Desk } from "../counter.tsx";
import { CodeTooOld, findCustomer } from "../kept/customers.ts";
import { readDevice } from "../kept/device.ts";
import { letIn } from "../kept/door.ts";
import { isOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { textOf } from "../model/amount.ts";
import { readScan } from "../model/scan.ts";
import { CameraSheet, hasCamera } from "./camera.tsx";
import { TillField } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";

export function Find({
  desk,
  isQuiet,
  onReceipt,
  onPresence,
  onCode,
}: {
  readonly desk: Desk;
  /** Behind the lock nothing is typed here. */
  readonly isQuiet: boolean;
  readonly onReceipt: (receipt: string) => void;
  /** A member's screen asks to be vouched for. */
  readonly onPresence: (token: string) => void;
  readonly onCode: (code: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { isLooking, take } = useScan(desk, { onReceipt, onPresence, onCode });
  useKeptFocus(input, isQuiet);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === "") return;
    setTyped("");
    void take(typed);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <TillField
          label={t("find.label")}
          ref={input}
          value={typed}
          enterKeyHint="go"
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
        />
        <IconButton type="submit" label={t("find.go")}>
          <Search aria-hidden="true" />
        </IconButton>
        <CameraButton onRead={(text) => void take(text)} />
      </div>
      {!hasCamera() && (
        <p className="hidden text-muted pointer-coarse:block">{t("find.cameraNone")}</p>
      )}
      <p role="status" className="sr-only">
        {isLooking ? t("find.looking") : ""}
      </p>
    </form>
  );
}

export function CameraButton({ onRead }: { readonly onRead: (text: string) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (!hasCamera()) return null;
  return (
    <>
      <IconButton label={t("find.camera")} onClick={() => setOpen(true)}>
        <Camera aria-hidden="true" />
      </IconButton>
      {isOpen && (
        <CameraSheet
          onClose={() => setOpen(false)}
          onRead={(text) => {
            setOpen(false);
            onRead(text);
          }}
        />
      )}
    </>
  );
}

/** Does what the scanned thing asks for. */
export function useScan(
  desk: Desk,
  {
    onReceipt,
    onPresence,
    onCode,
  }: {
    readonly onReceipt: (receipt: string) => void;
    readonly onPresence: (token: string) => void;
    readonly onCode: (code: string) => void;
  },
) {
  const { t } = useTranslation();
  const place = usePlace();
  const openDoor = useDoor(desk);
  const [isLooking, setLooking] = useState(false);
  /** The next customer may be scanned while the one before is still looked for: then that one is nobody here. */
  const looks = useRef(0);
  const take = async (text: string): Promise<void> => {
    const scan = readScan(text, place);
    switch (scan.kind) {
      case "amount":
        return desk.move({ do: "typed", text: textOf(scan.minor, place.digits) });
      case "receipt":
        return onReceipt(scan.receipt);
      case "presence":
        return onPresence(scan.token);
      case "code":
        return onCode(scan.code);
      case "door":
        return await openDoor(scan.token);
      case "article":
        return putArticle(desk, scan.article, (name) => t("find.isArticle", { name }));
      case "slip":
        return desk.stop(t("find.slip"));
      case "unknown":
        return desk.stop(t("find.unknown"));
      default:
    }
    const look = (looks.current += 1);
    const isLast = (): boolean => look === looks.current;
    setLooking(true);
    try {
      const customer = await findCustomer(scan);
      if (!isLast()) return;
      const wishesToSpend = scan.kind === "token" && scan.wishesToSpend;
      desk.move({ do: "customer", customer, wishesToSpend });
      desk.hush();
    } catch (error) {
      if (!isLast()) return;
      if (error instanceof CodeTooOld) desk.stop(t("find.codeTooOld"));
      else desk.fail(error);
    } finally {
      if (isLast()) setLooking(false);
    }
  };
  return { isLooking, take };
}

/** Lets a guest in; whoever is served meanwhile stays where they are. */
function useDoor(desk: Desk): (token: string) => Promise<void> {
  const { t } = useTranslation();
  const place = usePlace();
  return async (token) => {
    if (!isOnline()) return desk.stop(t("door.needsNet"));
    try {
      const at = await letIn(token, place);
      switch (at.outcome) {
        case "in": {
          const who = at.name ?? t("door.guest");
          const event = rewardName(at.reward);
          return desk.say(t("door.in", { who, count: at.places, event }));
        }
        case "before":
          return desk.stop(t("door.before", { time: time(at.at), event: rewardName(at.reward) }));
        default:
          return desk.stop(t(`door.${at.outcome}`));
      }
    } catch (error) {
      desk.fail(error);
    }
  };
}

/** A scanned article at the price that it was sold for here last. */
function putArticle(desk: Desk, article: string, priceless: (name: string) => string): void {
  const { articles, prices } = readDevice();
  const name = articles.find((one) => one.article === article)?.name ?? article;
  const unitPriceMinor = prices[article];
  if (unitPriceMinor === undefined) return desk.stop(priceless(name));
  desk.move({ do: "line", line: { article, name, quantity: 1, unitPriceMinor } });
}

/** A scanner types wherever the focus is, so a letter that nobody waits for goes to this input. */
function useKeptFocus(input: React.RefObject<HTMLInputElement | null>, isQuiet: boolean): void {
  useEffect(() => {
    if (isQuiet) return;
    // With a finger, focus would bring up the keyboard over half the screen.
    if (matchMedia("(pointer: fine)").matches) input.current?.focus();
    const caught = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      if (key.length !== 1 || key === " " || ctrlKey || metaKey || altKey) return;
      const at = document.activeElement;
      if (at?.closest("input, textarea, select, [role=dialog]")) return;
      input.current?.focus();
    };
    addEventListener("keydown", caught);
    return () => removeEventListener("keydown", caught);
  }, [input, isQuiet]);
}
