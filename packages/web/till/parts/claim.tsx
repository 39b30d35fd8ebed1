/** After a purchase of nobody: the code by which whoever joins later gets what it gives. */
import { useTranslation } from "react-i18next";
import { Sheet } from "../../ui/sheet.tsx";
import type { Claimable } from "../kept/claims.ts";
import { Later } from "./later.tsx";

const load = () => import("./claim-code.tsx");

export function ClaimSheet({
  claimable,
  onClose,
}: {
  readonly claimable: Claimable;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Sheet open onOpenChange={onClose} title={t("claim.title")} close="size-14">
      <Later name="claim" load={load}>
        {({ ClaimCode }) => <ClaimCode claimable={claimable} />}
      </Later>
    </Sheet>
  );
}
