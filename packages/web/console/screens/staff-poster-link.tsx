/** The way to the page that is printed for those who work in the shop. */
import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { CONSOLE } from "../address.ts";

/** @param club the address of another club than this one. */
export function StaffPosterLink({ club }: { readonly club?: string }) {
  const { t } = useTranslation();
  const path = `${CONSOLE}/staff-poster`;
  return (
    <a
      href={club === undefined ? pathTo(path) : `${club.replace(/\/+$/, "")}${path}`}
      target="_blank"
      rel="noreferrer"
      className={buttonClass("plain", "console")}
    >
      <Printer aria-hidden="true" size={18} />
      {t("shell.staffPoster.open")}
    </a>
  );
}
