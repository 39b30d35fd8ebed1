/** What came of publishing where it was not done: it takes two people, or it was refused. */
import { useTranslation } from "react-i18next";
import { FailureWords } from "../../ui/states.tsx";

export function PublishNote({
  takesTwo,
  failed,
}: {
  readonly takesTwo: boolean;
  readonly failed: unknown;
}) {
  const { t } = useTranslation();
  if (failed !== null)
    return (
      <p role="alert" className="font-medium text-bad">
        <FailureWords error={failed} />
      </p>
    );
  if (!takesTwo) return null;
  return (
    <p role="alert" className="font-medium">
      {t("programme.publish.takesTwo")}
    </p>
  );
}
