/** What stands where an answer is still on its way, did not come, or says that there is nothing. */
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TrofastFault, TrofastProblem } from "./api.ts";
import { Button } from "./button.tsx";
import { dayAndTime } from "./format.ts";
import { clubSentence, refusalText } from "./refusals.ts";

/** As high as what will stand there. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={`skeleton ${className}`} />;
}

const MS_PER_SECOND = 1000;
/** Longer than most answers take, on a slow line as well. */
const SLOW_MS = 4_000;

function useIsSlow(): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSlow;
}

/** A list on its way, with words for who does not see it, and for all where it takes long. */
export function Loading({
  rows = 3,
  className = "h-20",
}: {
  readonly rows?: number;
  readonly className?: string;
}) {
  const { t } = useTranslation();
  const isSlow = useIsSlow();
  return (
    <div role="status" className="flex flex-col gap-3">
      {!isSlow && <span className="sr-only">{t("ui.loading")}</span>}
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={className} />
      ))}
      {isSlow && <p>{t("ui.slow")}</p>}
    </div>
  );
}

/** What happened, what was done, what can be done. */
export function Failure({
  error,
  retry,
  retryText,
}: {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
  /** Where trying again is something else, such as loading the page anew. */
  readonly retryText?: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-3 rounded-card border border-bad bg-card p-5"
    >
      <p>
        <FailureWords error={error} />
      </p>
      {retry && (
        <Button kind="plain" onClick={retry}>
          {retryText ?? t("ui.again")}
        </Button>
      )}
    </div>
  );
}

/** A failure in words, and below them what only the club's own sentence names: it is English, and says so. */
export function FailureWords({ error }: { readonly error: unknown }) {
  const own = error instanceof TrofastProblem ? clubSentence(error.problem) : null;
  return (
    <>
      {useFailureText()(error)}
      {own !== null && (
        <span lang="en" className="block text-sm text-muted">
          {own}
        </span>
      )}
    </>
  );
}

/** A failure in a sentence for people, in their language; a general one where its code is new to this page. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof TrofastProblem)
      return (
        whenOf(error, refusalText(error.code)) ??
        t(error.problem.status < 500 ? "ui.refused" : "ui.failed")
      );
    if (error instanceof TrofastFault) return navigator.onLine ? t("ui.noAnswer") : t("ui.offline");
    return t(isPartMissing(error) ? "ui.partMissing" : "ui.broken");
  };
}

/** Says when it will work, where the sentence has room for it. */
const whenOf = ({ problem }: TrofastProblem, text: string | undefined): string | undefined =>
  text?.replace("{when}", () => dayAndTime(Date.now() + (problem.retryAfter ?? 0) * MS_PER_SECOND));

/** A file of the app that did not come: said differently by each browser, the last by what builds the app. */
const isPartMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|importing a module script|unable to preload/i.test(error.message);

export function Empty({
  children,
  action,
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-4 rounded-card border border-dashed border-line-strong p-5">
      <p>{children}</p>
      {action}
    </div>
  );
}
