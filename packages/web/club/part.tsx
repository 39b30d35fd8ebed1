/** A part of a screen whose file comes by itself: where it does not come, the rest stays and it is said. */
import { CatchBoundary } from "@tanstack/react-router";
import { Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/states.tsx";

/** A sheet over the screen. What is said in its place needs no file of its own. */
export function SheetPart({
  children,
  isOpen,
  onClose,
}: {
  readonly children: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <CatchBoundary
      getResetKey={() => String(isOpen)}
      errorComponent={({ error }) => (
        <div className="fixed inset-x-0 bottom-20 z-40 mx-auto flex max-w-md flex-col gap-2 rounded-card border border-line-strong bg-paper p-4 shadow-xl">
          <Failure error={error} retry={() => location.reload()} retryText={t("ui.reload")} />
          <Button kind="quiet" onClick={onClose}>
            {t("ui.close")}
          </Button>
        </div>
      )}
    >
      <Suspense>{children}</Suspense>
    </CatchBoundary>
  );
}
