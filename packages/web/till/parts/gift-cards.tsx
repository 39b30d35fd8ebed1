/** The way to gift cards over the counter. */
import { CreditCard } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { Desk } from "../counter.tsx";
import { useOnline } from "../kept/network.ts";
import { Later } from "./later.tsx";

const load = () => import("./card-steps.tsx");

export function GiftCards({
  desk,
  scanned,
  onScanned,
}: {
  readonly desk: Desk;
  /** A code that was scanned: the sheet opens with it. Empty: it opens and asks. */
  readonly scanned: string | null;
  readonly onScanned: (code: string | null) => void;
}) {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const done = (): void => onScanned(null);
  return (
    <>
      <Button size="till" kind="plain" className="grow" onClick={() => onScanned("")}>
        <CreditCard aria-hidden="true" />
        {t("giftCards.open")}
      </Button>
      {scanned !== null && (
        <Sheet open onOpenChange={done} title={t("giftCards.title")} close="size-14" wide>
          {!isOnline && <p>{t("giftCards.needsNet")}</p>}
          {/* Stays as it is: what was sent when the network went is sent again as the same. */}
          <div hidden={!isOnline}>
            <Later name="gift-cards" load={load}>
              {({ CardSteps }) => (
                <CardSteps key={scanned} desk={desk} scanned={scanned} onDone={done} />
              )}
            </Later>
          </div>
        </Sheet>
      )}
    </>
  );
}
