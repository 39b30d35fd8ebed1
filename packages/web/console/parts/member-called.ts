/** What a member is called on the console: by name, else by what the club knows them by, else by when they joined. */
import { useTranslation } from "react-i18next";
import { dayAndYear } from "../../ui/format.ts";

export interface Called {
  readonly name: string | null;
  /** A card's number, or an address with its middle hidden; null where there is none. */
  readonly number: string | null;
  readonly joinedAt: string;
}

export function useMemberCalled(): (member: Called) => string {
  const { t } = useTranslation();
  return ({ name, number, joinedAt }) => {
    if (name !== null && name !== "") return name;
    if (number !== null) return t("shell.member.numbered", { number });
    return t("shell.member.unnamed", { day: dayAndYear(joinedAt) });
  };
}
