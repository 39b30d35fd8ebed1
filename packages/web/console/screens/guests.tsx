/** Who comes to an experience, who waits, and who came. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { named, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

const guestsOf = (reward: string) => ["guests", reward] as const;

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
      void client.invalidateQueries({ queryKey: guestsOf(reward) });
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
              consequence={
                <div className="flex flex-col gap-3">
                  <HaveCome reward={reward} />
                  <p>{t("stock.rewards.noShowsAbout")}</p>
                </div>
              }
              act={() => mark.mutate(undefined)}
              busy={mark.isPending}
            />
          )
        }
      >
        <Pages
          queryKey={guestsOf(reward)}
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
              columns={[
                { head: t("stock.rewards.guest") },
                { head: t("stock.rewards.places"), isNumber: true },
                { head: t("stock.rewards.seatState") },
              ]}
              rows={seats.map(
                ({ seatId, memberId, name: told, places, state, redemptionId }, index) => {
                  // Who has no name here is told apart by their place in the list.
                  const called = told ?? `${t("stock.rewards.guest")} ${number(index + 1)}`;
                  return {
                    key: seatId,
                    cells: [
                      <Link
                        key="member"
                        to="/members/$memberId"
                        params={{ memberId }}
                        className="text-brand underline"
                      >
                        {called}
                      </Link>,
                      places,
                      <span key="state" className="flex flex-wrap items-center gap-3">
                        {t(`stock.rewards.seatStates.${state}`)}
                        {state === "reserved" && redemptionId !== null && (
                          <LetIn reward={reward} redemptionId={redemptionId} name={called} />
                        )}
                      </span>,
                    ],
                  };
                },
              )}
            />
          )}
        </Pages>
      </Panel>
    </Screen>
  );
}

/** How many of those with a place are there: asked anew, since the door lets in too. */
function HaveCome({ reward }: { readonly reward: string }) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: [...guestsOf(reward), "parties"],
    queryFn: ({ signal }) =>
      trofast.visits.guests({ params: { reward }, query: { limit: 1 }, signal }),
    staleTime: 0,
  });
  if (asked.isError) return <Failure error={asked.error} />;
  if (!asked.data) return <Loading rows={1} className="h-6" />;
  const { reserved, checkedIn } = asked.data.parties;
  return (
    <p className="font-semibold">
      {t("stock.rewards.haveCome", { came: checkedIn, all: checkedIn + reserved })}
    </p>
  );
}

/** A till may let in at the door, and so may whoever keeps the list. */
function LetIn({
  reward,
  redemptionId,
  name,
}: {
  readonly reward: string;
  readonly redemptionId: string;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayCheckOut = useMay("checkout");
  const mayWrite = useMay("rewards:write");
  const letIn = useAct(
    async () => {
      await (mayWrite
        ? trofast.visits.letIn({ params: { reward, redemptionId } })
        : trofast.visits.checkIn({ body: { redemptionId } }));
    },
    () => {
      tell(t("stock.rewards.isIn", { name }));
      void client.invalidateQueries({ queryKey: guestsOf(reward) });
    },
  );
  if (!mayWrite && !mayCheckOut) return null;
  return (
    <Button
      size="console"
      kind="plain"
      aria-label={t("stock.rewards.letInOf", { name })}
      busy={letIn.isPending && t("ui.saving")}
      onClick={() => letIn.mutate(undefined)}
    >
      {t("stock.rewards.letIn")}
    </Button>
  );
}
