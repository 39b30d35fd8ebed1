/** A picture for the club, chosen from the reader's own disk: shown as it is, and sent when it is said. */
import { useState } from "react";
import { LOGO_BYTES_MAX, LOGO_PIXELS_MAX, pictureKinds } from "@trofast/contract/settings-logo";
import { useTranslation } from "react-i18next";
import { number } from "../../ui/format.ts";
import { refusalText } from "../../ui/refusals.ts";
import { FileButton } from "./file-button.tsx";

/** As the club takes it. */
export interface Picture {
  /** Base64. */
  readonly image: string;
  readonly kind: string;
}

const BYTES_PER_KB = 1000;
/** More at once than an argument list takes would fail. */
const PIECE = 8192;

async function pictureOf(file: File): Promise<Picture> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return { image: btoa(text), kind: file.type };
}

/** The button, and below it what is taken and why a file was not. What the bytes hold is for the club to look at. */
export function LogoButton({
  onPicture,
  isBusy,
}: {
  readonly onPicture: (picture: Picture) => void;
  readonly isBusy: boolean;
}) {
  const { t } = useTranslation();
  const [isHeavy, setHeavy] = useState(false);
  return (
    <div className="flex flex-col items-start gap-2">
      <FileButton
        label={t("shell.logo.choose")}
        accept={pictureKinds.join(",")}
        isBusy={isBusy}
        onFile={(file) => {
          setHeavy(file.size > LOGO_BYTES_MAX);
          if (file.size <= LOGO_BYTES_MAX) void pictureOf(file).then(onPicture);
        }}
      />
      <p className="text-sm text-muted">
        {t("shell.logo.taken", {
          kilobytes: number(LOGO_BYTES_MAX / BYTES_PER_KB),
          pixels: number(LOGO_PIXELS_MAX),
        })}
      </p>
      {isHeavy && (
        <p role="alert" className="font-medium text-bad">
          {refusalText("picture_too_heavy")}
        </p>
      )}
    </div>
  );
}

/** A picture that was chosen and is sent with the rest of a form. */
export function LogoChoice({
  picture,
  onPicture,
  onNone,
}: {
  readonly picture: Picture | null;
  readonly onPicture: (picture: Picture) => void;
  readonly onNone: () => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1.5 font-medium">{t("shell.logo.title")}</legend>
      {picture !== null && (
        <>
          <img
            src={`data:${picture.kind};base64,${picture.image}`}
            alt={t("shell.logo.chosen")}
            className="h-16 w-auto max-w-full object-contain object-left dark:rounded-sm dark:bg-white dark:p-1"
          />
          <button
            type="button"
            onClick={onNone}
            className="inline-flex min-h-6 items-center text-sm text-brand underline"
          >
            {t("shell.logo.without")}
          </button>
        </>
      )}
      <LogoButton isBusy={false} onPicture={onPicture} />
    </fieldset>
  );
}
