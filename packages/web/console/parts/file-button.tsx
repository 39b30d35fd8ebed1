/** A file from the reader's own disk. */
import { Upload } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";

export function FileButton({
  label,
  onFile,
  isBusy,
  accept = ".csv,text/csv",
}: {
  readonly label: string;
  readonly onFile: (file: File) => void;
  readonly isBusy: boolean;
  readonly accept?: string;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    // The input is out of sight but has a place: it must not be one outside of what scrolls.
    <span className="relative inline-flex">
      <Button
        size="console"
        kind="plain"
        onClick={() => input.current?.click()}
        busy={isBusy && t("ui.loading")}
      >
        <Upload aria-hidden="true" size={18} /> {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </span>
  );
}
