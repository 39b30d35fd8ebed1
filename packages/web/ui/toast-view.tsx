/** How toasts are drawn: see toast.tsx. */
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

const TOAST_MS = 8_000;

const toasts = Toast.createToastManager();
/** What is told while nobody listens is lost: the first of a page may be told before the view is there. */
const listening = Promise.withResolvers<undefined>();

/** @param undo takes the act back; its button carries `undo.label`. */
export async function show(
  text: string,
  undo?: { readonly label: string; readonly act: () => void },
): Promise<void> {
  await listening.promise;
  const id = toasts.add({
    title: text,
    timeout: TOAST_MS,
    ...(undo && {
      actionProps: {
        children: undo.label,
        onClick: () => {
          toasts.close(id);
          undo.act();
        },
      },
    }),
  });
}

export function ToastView() {
  return (
    <Toast.Provider toastManager={toasts} timeout={TOAST_MS}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-24 z-60 mx-auto flex max-w-md flex-col gap-2 sm:bottom-6">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { t } = useTranslation();
  useEffect(() => listening.resolve(undefined), []);
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      // A message beside the page; the library would call it a dialog, as those are that ask for something.
      role="group"
      aria-modal={undefined}
      className="rounded-card bg-ink p-3 [--ring:var(--paper)] pl-5 text-paper shadow-xl transition duration-200 data-[ending-style]:opacity-0 data-[starting-style]:translate-y-4 data-[starting-style]:opacity-0"
    >
      <Toast.Content className="flex items-center gap-3">
        <Toast.Title render={<p />} className="grow" />
        <Toast.Action className="min-h-11 rounded-control px-3 font-semibold underline" />
        <Toast.Close
          aria-label={t("ui.close")}
          // The library hides it from screen readers until the list has focus; the keyboard comes here all the same.
          aria-hidden={undefined}
          className="grid size-11 shrink-0 place-items-center rounded-control"
        >
          <X aria-hidden="true" size={18} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
