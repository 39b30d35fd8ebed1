/** A member's name, as the way to their page. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function MemberLink({
  memberId,
  name,
}: {
  readonly memberId: string;
  readonly name: string | null;
}) {
  const { t } = useTranslation();
  return (
    <Link
      to="/members/$memberId"
      params={{ memberId }}
      className="inline-flex min-h-6 min-w-6 items-center text-brand underline"
    >
      {name === null || name === "" ? t("members.unnamed") : name}
    </Link>
  );
}
