/** Why somebody of the staff does not see a page, or not all of it. */
import { useTranslation } from "react-i18next";
import { useStaff } from "../session.ts";

/** In words; a role that may, but for some stores only, is told which. */
export function useWhyNot(): string {
  const { t } = useTranslation();
  const stores = useOwnStores();
  return stores === null ? t("shell.page.notAllowed") : t("shell.page.wholeClub", { stores });
}

/** The stores that whoever is signed in is held to, to be read; null: all of them. */
export function useOwnStores(): string | null {
  const { person } = useStaff();
  return person.stores === null ? null : person.stores.join(", ");
}
