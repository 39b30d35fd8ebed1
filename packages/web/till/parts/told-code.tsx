/** A code that is told once: large, to be read by a camera, printed or copied. */
import { Copy, Printer } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/clipboard.ts";
import { first } from "../../ui/first.ts";
import { Qr } from "../../ui/qr.tsx";
import { Notice, type Said } from "./notice.tsx";

export function ToldCode({
  code,
  qr,
  heading,
  children,
}: {
  readonly code: string;
  /** What a camera reads. */
  readonly qr: string;
  readonly heading: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<Said | null>(null);
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(code);
    setSaid({
      tone: isCopied ? "good" : "bad",
      text: t(isCopied ? "code.copied" : "code.notCopied"),
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="printed flex flex-col items-center gap-3 text-center">
        <p className="hidden font-semibold print:block">{first.club.name}</p>
        <p className="text-xl font-semibold">{heading}</p>
        <Qr text={qr} label={t("code.qr", { code })} className="size-56 rounded-card" />
        <p className="num text-3xl font-semibold break-all">{code}</p>
        {children}
      </div>
      <Notice said={said} />
      <div className="flex flex-wrap gap-3">
        <Button size="till" className="grow" onClick={() => print()}>
          <Printer aria-hidden="true" />
          {t("code.print")}
        </Button>
        <Button size="till" kind="plain" className="grow" onClick={() => void copy()}>
          <Copy aria-hidden="true" />
          {t("code.copy")}
        </Button>
      </div>
    </div>
  );
}
