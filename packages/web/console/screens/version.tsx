/** A published version: what it changed, and its rules. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndTime, zoneOfMarket } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Changes } from "../programme/changes.tsx";
import { useClubNow } from "../programme/club-day.ts";
import { Rules, versionQuery } from "./programme.tsx";

export function VersionPage() {
  const { t } = useTranslation();
  const { version } = useParams({ from: "/frame/programme/versions/$version" });
  const number = Number(version);
  const now = useClubNow() ?? Date.now();
  const programme = useQuery(versionQuery(number));
  const diff = useQuery({
    queryKey: ["programmes", "diff", number],
    queryFn: ({ signal }) => trofast.programmes.diff({ params: { version: number }, signal }),
    enabled: number > 1,
  });
  return (
    <Screen title={t("programme.version", { version })}>
      {programme.data && (
        <p className="text-muted">
          {programme.data.inForce
            ? t("programme.inForce")
            : t(
                Date.parse(programme.data.effectiveAt) > now
                  ? "programme.coming"
                  : "programme.past",
                { when: dayAndTime(programme.data.effectiveAt, zoneOfMarket()) },
              )}
        </p>
      )}
      <Panel title={t("programme.diff")}>
        {number === 1 && <p>{t("programme.firstVersion")}</p>}
        {number > 1 && diff.isPending && <Loading rows={3} className="h-8" />}
        {diff.isError && <Failure error={diff.error} retry={() => void diff.refetch()} />}
        {diff.data && <Changes changes={diff.data.changes} none={t("programme.noChange")} />}
      </Panel>
      <Panel title={t("programme.rules")}>
        {programme.isPending && <Loading rows={5} />}
        {programme.isError && (
          <Failure error={programme.error} retry={() => void programme.refetch()} />
        )}
        {programme.data && <Rules document={programme.data.document} />}
      </Panel>
    </Screen>
  );
}
