/** The mirror: what the club knows, counted and not guessed; the shop sees the same page; and it can be corrected. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear } from "../../ui/format.ts";
import { Reflection, type Correcting, type Seen } from "../../ui/mirror/reflection.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { mirrorCall } from "../calls.ts";
import { Groups } from "../mirror/groups.tsx";

export function Mirror() {
  const { t } = useTranslation();
  const mirror = useQuery(mirrorCall);
  const correcting = useCorrecting();
  return (
    <Screen title={t("mirror.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <p>{t("mirror.lead")}</p>
      {mirror.isPending && <Loading rows={4} className="h-40" />}
      {mirror.isError && <Failure error={mirror.error} retry={() => void mirror.refetch()} />}
      {mirror.data && (
        <Reflection seen={mirror.data} whose="own" correcting={correcting}>
          <Standing seen={mirror.data} />
        </Reflection>
      )}
      {mirror.data && first.club.programmeVersion !== null && <Groups />}
    </Screen>
  );
}

/** What keeps the club from counting, or from selling, for the time being. */
function Standing({ seen }: { readonly seen: Seen }) {
  const { t } = useTranslation();
  return (
    <>
      {seen.complaint !== null && (
        <Card>
          <p>{t("mirror.complaint", { day: dayAndYear(seen.complaint.at) })}</p>
        </Card>
      )}
      {!seen.profiling && (
        <Empty
          action={
            <Link to="/me/contact" className={buttonClass("plain")}>
              {t("mirror.allow")}
            </Link>
          }
        >
          {t("mirror.off")}
        </Empty>
      )}
    </>
  );
}

function useCorrecting(): Correcting {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const onError = (error: unknown): void => tell(failureText(error));
  const readAnew = () => queries.invalidateQueries({ queryKey: ["mirror"] });
  const correct = useMutation({
    mutationFn: (body: { kind: "not_me" | "gift"; category: string }) =>
      trofast.mirror.correct({ body }),
    onSuccess: async () => {
      await readAnew();
      tell(t("mirror.saved"));
    },
    onError,
  });
  const undo = useMutation({
    mutationFn: (correctionId: string) => trofast.mirror.uncorrect({ params: { correctionId } }),
    onSuccess: readAnew,
    onError,
  });
  return {
    isBusy: correct.isPending || undo.isPending,
    correct: (kind, category) => correct.mutate({ kind, category }),
    undo: (correctionId) => undo.mutate(correctionId),
  };
}
