/** Says that what was last written is still there. */
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";

export function DraftNote({ discard }: { readonly discard: () => void }) {
  const { t } = useTranslation();
  return (
    <p className="flex flex-wrap items-center justify-between gap-2 rounded-control bg-brand-soft px-3 py-1 text-ink">
      {t("shell.form.draft")}
      <Button size="console" kind="quiet" onClick={discard}>
        {t("shell.form.discard")}
      </Button>
    </p>
  );
}
