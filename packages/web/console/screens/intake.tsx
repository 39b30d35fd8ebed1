/** How the intake does: how much comes, what was refused, and what waits for a purchase or a person. */
import { useQuery } from "@tanstack/react-query";
import { CODE_ALARM_AN_HOUR } from "@trofast/contract/rewards-codes";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndTime, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { Facts, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { Devices } from "./intake-devices.tsx";
import { Parked, SetAside } from "./intake-parked.tsx";

const REFRESH_MS = 10_000;

export function Intake() {
  const { t } = useTranslation();
  const maySee = useMay("ledger:read", "club");
  const overview = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => trofast.insights.overview({ signal }),
    refetchInterval: REFRESH_MS,
    enabled: maySee,
  });
  const { data } = overview;
  return (
    <Screen title={t("stock.intake.title")} className="in-order">
      {maySee && overview.isPending && <Loading rows={1} className="h-24" />}
      {overview.isError && !data && (
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      )}
      {data && (
        <Panel title={t("stock.intake.last24")}>
          <Facts
            facts={[
              { name: t("stock.intake.events"), value: number(data.events.last24Hours) },
              { name: t("stock.intake.perSecond"), value: number(data.intake.eventsPerSecond, 2) },
              { name: t("stock.intake.wrongCodes"), value: number(data.intake.wrongCodesLastHour) },
              { name: t("stock.intake.parked"), value: number(data.intake.parked) },
              {
                name: t("stock.intake.due"),
                value:
                  data.intake.oldestDueAt === null
                    ? t("stock.intake.nothingDue")
                    : dayAndTime(data.intake.oldestDueAt),
              },
            ]}
          />
        </Panel>
      )}
      {data && data.intake.wrongCodesLastHour >= CODE_ALARM_AN_HOUR && (
        <Panel title={t("stock.intake.guessing")}>
          <p role="alert" className="font-medium text-bad">
            {t("stock.intake.guessingAbout", { count: CODE_ALARM_AN_HOUR })}
          </p>
        </Panel>
      )}
      {data && <Refused refused={data.intake.refusedLastHour} />}
      <Devices />
      <Parked />
      <SetAside />
    </Screen>
  );
}

function Refused({ refused }: { readonly refused: Readonly<Record<string, number>> | null }) {
  const { t } = useTranslation();
  const entries = Object.entries(refused ?? {});
  return (
    <Panel title={t("stock.intake.refused")}>
      {entries.length === 0 ? (
        <p>{refused === null ? t("stock.intake.notYet") : t("stock.intake.noRefused")}</p>
      ) : (
        <Table
          name={t("stock.intake.refused")}
          columns={[
            { head: t("stock.intake.code") },
            { head: t("stock.intake.count"), isNumber: true },
          ]}
          rows={entries.map(([code, count]) => ({ key: code, cells: [code, number(count)] }))}
        />
      )}
    </Panel>
  );
}
