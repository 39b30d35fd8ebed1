/** Everything that happened, newest first, each with its Why. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { BackLink } from "../back-link.tsx";
import { historyCall } from "../calls.ts";
import { HistoryLine } from "../history-line.tsx";

export function History() {
  const { t } = useTranslation();
  const history = useInfiniteQuery(historyCall);
  const entries = history.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Screen title={t("history.title")}>
      <BackLink to="/me" text={t("me.back")} />
      {history.isPending && <Loading rows={6} className="h-16" />}
      {history.isError && <Failure error={history.error} retry={() => void history.refetch()} />}
      {history.isSuccess && entries.length === 0 && (
        <Empty>
          {t("history.none")} {t("home.noneAdd")}
        </Empty>
      )}
      {entries.length > 0 && (
        <ul className="overflow-hidden rounded-card border border-line bg-card">
          {entries.map((entry) => (
            <HistoryLine key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {history.hasNextPage && (
        <Button
          kind="plain"
          onClick={() => void history.fetchNextPage()}
          busy={history.isFetchingNextPage && t("ui.loading")}
        >
          {t("ui.more")}
        </Button>
      )}
    </Screen>
  );
}
