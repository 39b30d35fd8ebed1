/** Who comes to an experience, who waits, and who came. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

export function Guests() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { reward } = useParams({ from: "/frame/rewards/$reward/guests" });
  const mayWrite = useMay("rewards:write");
  const name = named(first.club.rewards[reward]?.name, reward);
  const mark = useAct(
    () => trofast.visits.markNoShows({ params: { reward } }),
    ({ marked }) => {
      tell(t("stock.rewards.marked", { count: marked }));
      void client.invalidateQueries({ queryKey: ["guests", reward] });
    },
  );
  return (
    <Screen title={t("stock.rewards.guestsOf", { name })}>
      <Panel
        title={t("stock.rewards.guests")}
        actions={
          mayWrite && (
            <Confirmed
              kind="plain"
              label={t("stock.rewards.noShows")}
              title={t("stock.rewards.noShows")}
              consequence={<p>{t("stock.rewards.noShowsAbout")}</p>}
              act={() => mark.mutate(undefined)}
              busy={mark.isPending}
            />
          )
        }
      >
        <Pages
          queryKey={["guests", reward]}
          read={(cursor, signal) =>
            trofast.visits.guests({ params: { reward }, query: from(cursor), signal })
          }
          empty={
            <Empty
              action={
                <Link to="/rewards" className={buttonClass("plain", "console")}>
                  {t("stock.rewards.title")}
                </Link>
              }
            >
              {t("stock.rewards.noGuests")}
            </Empty>
          }
        >
          {(seats) => (
            <Table
              name={t("stock.rewards.guests")}
              columns={[{ head: t("stock.rewards.guest") }, { head: t("stock.rewards.seatState") }]}
              rows={seats.map(({ memberId, name: called, state }, index) => ({
                key: `${memberId} ${index}`,
                cells: [
                  <Link
                    key="member"
                    to="/members/$memberId"
                    params={{ memberId }}
                    className="text-brand underline"
                  >
                    {called ?? memberId.slice(0, 8)}
                  </Link>,
                  t(`stock.rewards.seatStates.${state}`),
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
    </Screen>
  );
}
