/** A sheet over the page: from below on a phone, in the middle on wider screens. Focus comes back to its opener. */
import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Sheet({
  open,
  onOpenChange,
  title,
  children,
  paper = "bg-card text-ink",
  wide = false,
  close = "size-11",
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly paper?: string;
  readonly wide?: boolean;
  /** How large the button that closes is: tills want 56 px. */
  readonly close?: "size-11" | "size-14";
}) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50 transition-opacity duration-200 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          className={`fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-card p-5 shadow-xl transition duration-200 ease-out data-[ending-style]:translate-y-8 data-[ending-style]:opacity-0 data-[starting-style]:translate-y-8 data-[starting-style]:opacity-0 sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-full sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-card ${wide ? "sm:max-w-3xl" : "sm:max-w-md"} ${paper}`}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Dialog.Title className="text-xl">{title}</Dialog.Title>
            <Dialog.Close
              aria-label={t("ui.close")}
              className={`-mt-1 -mr-1 grid ${close} shrink-0 place-items-center rounded-control hover:bg-brand-soft hover:text-ink`}
            >
              <X aria-hidden="true" size={22} />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
