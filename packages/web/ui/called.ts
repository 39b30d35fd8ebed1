/** What articles and stores are called, for screens that know their ids alone. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { trofast } from "./api.ts";
import { calledOf } from "./format.ts";

const STORES_PER_PAGE = 200;

/**
 * Names of these articles, each read once. One that the catalogue does not know, or that the reader may not look up,
 * keeps its id: it is all there is to find it by.
 */
export function useArticleName(
  articles: readonly string[],
  mayRead = true,
): (article: string) => string {
  const found = useQueries({
    queries: [...new Set(articles)].map((article) => ({
      queryKey: ["called", "article", article],
      queryFn: async () => await trofast.catalogue.getArticle({ params: { article } }),
      enabled: mayRead,
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const known = new Map(found.flatMap(({ data }) => (data ? [[data.article, data] as const] : [])));
  return (article) => {
    const called = known.get(article);
    const isNamed = called && (called.name !== null || Object.keys(called.names).length > 0);
    return isNamed ? calledOf(called, article) : article;
  };
}

/** Names of the club's stores. */
export function useStoreName(mayRead = true): (store: string) => string {
  const stores = useQuery({
    queryKey: ["called", "stores"],
    queryFn: async ({ signal }) => {
      const all = [];
      for await (const store of trofast.catalogue.listStores.each({
        query: { limit: STORES_PER_PAGE },
        signal,
      }))
        all.push(store);
      return all;
    },
    enabled: mayRead,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (store) => calledOf(stores.data?.find((each) => each.store === store) ?? null, store);
}
