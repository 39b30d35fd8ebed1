/** What waits for a purchase or a person, and what somebody set aside. */
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { parkedEvents } from "@trofast/contract/events-parked";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndTime } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { capital, wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { Settle, useParkedChanged } from "./intake-settle.tsx";

type ParkedEvent = AnswerOf<typeof parkedEvents>["data"][number];

export function Parked() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ParkedEvent | null>(null);
  const maySettle = useMay("ledger:adjust");
  const sourceName = useSourceName();
  return (
    <Panel title={t("stock.intake.parkedTitle")} about={t("stock.intake.parkedAbout")}>
      <Pages
        queryKey={["parked", "waiting"]}
        read={(cursor, signal) => trofast.events.parked({ query: from(cursor), signal })}
        empty={<p>{t("stock.intake.noParked")}</p>}
      >
        {(events) => (
          <Table
            name={t("stock.intake.parkedTitle")}
            columns={columnsOf(["id", "source", "reason", "when", "since"], maySettle)(t)}
            rows={events.map((event) => ({
              key: event.id,
              cells: [
                <MemberLink key="member" event={event} />,
                sourceName(event.source),
                t(`stock.intake.reasons.${event.reason}`),
                dayAndTime(event.occurredAt),
                dayAndTime(event.parkedAt),
                maySettle && (
                  <Button
                    key="settle"
                    size="console"
                    kind="plain"
                    aria-haspopup="dialog"
                    aria-label={t("stock.intake.settleOf", { id: event.sourceId })}
                    onClick={() => setOpen(event)}
                  >
                    {t("stock.intake.settle")}
                  </Button>
                ),
              ],
            }))}
          />
        )}
      </Pages>
      <Sheet
        wide
        open={open !== null}
        onOpenChange={() => setOpen(null)}
        title={t("stock.intake.settleTitle")}
      >
        {open && <Settle key={open.id} event={open} close={() => setOpen(null)} />}
      </Sheet>
    </Panel>
  );
}

/** The system that sent it, as it stands by itself. */
function useSourceName(): (source: string) => string {
  const { t } = useTranslation();
  const words: Readonly<Record<string, string>> = t("stock.intake.sources", {
    returnObjects: true,
  });
  return (source) => capital(wordIn(words, source));
}

type Head = "id" | "source" | "reason" | "when" | "since" | "because" | "asideAt" | "act";

const columnsOf =
  (heads: readonly Head[], mayAct: boolean) => (t: (key: `stock.intake.${Head}`) => string) =>
    [...heads, ...(mayAct ? ["act" as const] : [])].map((id) => ({
      head: t(`stock.intake.${id}`),
    }));

const MemberLink = ({ event }: { readonly event: ParkedEvent }) => (
  <Link
    to="/members/$memberId"
    params={{ memberId: event.memberId }}
    className="text-brand underline"
  >
    {event.sourceId}
  </Link>
);

/** What was set aside can wait again. */
export function SetAside() {
  const { t } = useTranslation();
  const mayAct = useMay("ledger:adjust");
  const sourceName = useSourceName();
  return (
    <Panel title={t("stock.intake.asideTitle")} about={t("stock.intake.asideAbout")}>
      <Pages
        queryKey={["parked", "aside"]}
        read={(cursor, signal) =>
          trofast.events.parked({ query: { ...from(cursor), state: "set_aside" }, signal })
        }
        empty={<p>{t("stock.intake.noAside")}</p>}
      >
        {(events) => (
          <Table
            name={t("stock.intake.asideTitle")}
            columns={columnsOf(["id", "source", "when", "because", "asideAt"], mayAct)(t)}
            rows={events.map((event) => ({
              key: event.id,
              cells: [
                <MemberLink key="member" event={event} />,
                sourceName(event.source),
                dayAndTime(event.occurredAt),
                event.setAside && t(`stock.intake.asideReasons.${event.setAside.because}`),
                event.setAside && dayAndTime(event.setAside.at),
                mayAct && <TakeBack key="back" event={event} />,
              ],
            }))}
          />
        )}
      </Pages>
    </Panel>
  );
}

function TakeBack({ event }: { readonly event: ParkedEvent }) {
  const { t } = useTranslation();
  const changed = useParkedChanged();
  const { memberId, id: parkedId, sourceId } = event;
  const back = useAct(
    () => trofast.events.takeBackParked({ params: { memberId, parkedId } }),
    () => {
      tell(t("stock.intake.takenBack"));
      changed();
    },
  );
  return (
    <Button
      size="console"
      kind="plain"
      aria-label={t("stock.intake.takeBackOf", { id: sourceId })}
      onClick={() => back.mutate(undefined)}
      busy={back.isPending && t("ui.saving")}
    >
      {t("stock.intake.takeBack")}
    </Button>
  );
}
