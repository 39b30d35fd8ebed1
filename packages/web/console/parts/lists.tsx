/** Lists that come page by page. */
import {
  notifyManager,
  useInfiniteQuery,
  useQueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Failure, Loading } from "../../ui/states.tsx";

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** Shows a list as far as it was asked for, with what stands there before, instead and after. */
export function Pages<Item>({
  queryKey,
  read,
  children,
  empty,
  isOn = true,
}: {
  readonly queryKey: QueryKey;
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly children: (items: readonly Item[]) => ReactNode;
  readonly empty: ReactNode;
  readonly isOn?: boolean;
}) {
  const { t } = useTranslation();
  const start: string | undefined = undefined;
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
      read(pageParam, signal),
    initialPageParam: start,
    getNextPageParam: (page: Page<Item>) => page.nextCursor ?? undefined,
    enabled: isOn,
  });
  if (list.isPending) return <Loading rows={5} className="h-9" />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap(({ data }) => data);
  if (items.length === 0) return empty;
  return (
    <div className="flex flex-col items-start gap-4">
      <div className="w-full">{children(items)}</div>
      {list.hasNextPage && (
        <Button
          size="console"
          kind="plain"
          onClick={() => void list.fetchNextPage()}
          busy={list.isFetchingNextPage && t("ui.loading")}
        >
          {t("ui.more")}
        </Button>
      )}
    </div>
  );
}

/** What stands below a list comes once the list's height is known: it does not move while somebody reads it. */
export function Below({
  queryKey,
  children,
}: {
  readonly queryKey: QueryKey;
  readonly children: ReactNode;
}) {
  const client = useQueryClient();
  const isThere = useSyncExternalStore(
    // Told in the same turn as the list itself: what is told before it may be painted before it, and then moves.
    (changed) => client.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    () => (client.getQueryState(queryKey)?.status ?? "pending") !== "pending",
  );
  return isThere && children;
}

/** The query's query parameters: a page, from a cursor where there is one. */
export const from = (cursor: string | undefined): { cursor?: string } =>
  cursor === undefined ? {} : { cursor };
