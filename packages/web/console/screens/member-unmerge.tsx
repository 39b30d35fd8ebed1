/** Those who became one with a member: each can be taken apart again, after what goes back was shown. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndYear } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Confirmed } from "../parts/pieces.tsx";
import { useAct } from "../step-up.tsx";
import { UnmergeSaid } from "./member-merge-preview.tsx";

export function Merges({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const merges = useQuery({
    queryKey: ["member", memberId, "merges"],
    queryFn: ({ signal }) => trofast.relations.merges({ query: { memberId }, signal }),
  });
  const unmerge = useAct(
    (mergeId: string) => trofast.relations.unmerge({ body: { mergeId } }),
    () => {
      tell(t("members.merge.apartDone"));
      void client.invalidateQueries({ queryKey: ["member", memberId] });
    },
  );
  return (merges.data?.data ?? [])
    .filter(({ unmergedAt }) => unmergedAt === null)
    .map(({ mergeId, mergedAt }) => (
      <div key={mergeId} className="flex flex-wrap items-center gap-3">
        <span>{t("members.merge.on", { day: dayAndYear(mergedAt) })}</span>
        <Confirmed
          kind="plain"
          label={t("members.merge.apart")}
          title={t("members.merge.apart")}
          consequence={<GoesBack mergeId={mergeId} />}
          act={() => unmerge.mutate(mergeId)}
          busy={unmerge.isPending}
        />
      </div>
    ));
}

/** Read when it is asked for: what is left of what came changes with every purchase. */
function GoesBack({ mergeId }: { readonly mergeId: string }) {
  const { t } = useTranslation();
  const shown = useQuery({
    queryKey: ["unmerge", mergeId],
    queryFn: ({ signal }) => trofast.relations.previewUnmerge({ body: { mergeId }, signal }),
    staleTime: 0,
  });
  if (shown.isPending) return <Loading rows={2} className="h-6" />;
  if (shown.isError) return <Failure error={shown.error} retry={() => void shown.refetch()} />;
  return (
    <div className="flex flex-col gap-2">
      <p>{t("members.merge.apartAbout")}</p>
      <UnmergeSaid shown={shown.data} />
    </div>
  );
}
