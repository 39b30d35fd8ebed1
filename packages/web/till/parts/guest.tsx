/** A purchase of nobody: what it gives is kept behind a code for whoever joins later. */
import { UserRoundX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { Desk } from "../counter.tsx";
import { nextReceipt } from "../kept/device.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { totalOf } from "../model/sale.ts";

/** Offered where there is something to buy, nobody is named, and the club can be asked for the code. */
export function Guest({ desk: { sale, move } }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const { digits } = usePlace();
  const isOnline = useOnline();
  if (sale.customer !== null || totalOf(sale, digits) === 0 || !isOnline) return null;
  if (sale.guest !== null) return <p className="font-medium">{t("guest.chosen")}</p>;
  return (
    <Button size="till" kind="plain" onClick={() => move({ do: "guest", receipt: nextReceipt() })}>
      <UserRoundX aria-hidden="true" />
      {t("guest.choose")}
    </Button>
  );
}
