/** What happens now: a list that can be paused, and how much there was each minute of the last hour. */
import { useQueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "@trofast/contract/live";
import { Pause, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, named, number, time } from "../../ui/format.ts";
import { useLiveEvents } from "../../ui/live.ts";
import { Figure } from "../charts/figure.tsx";
import { lastMinutes } from "../charts/sentences.ts";
import { wordIn } from "../parts/words.ts";
import type { OverviewAnswer } from "./overview.tsx";

const SHOWN = 6;
const MINUTES_TOLD = 10;

export function LiveNow({ events }: { readonly events: OverviewAnswer["events"] }) {
  const { t } = useTranslation();
  const [isOn, setOn] = useState(true);
  const [heard, setHeard] = useState<readonly LiveEvent[]>([]);
  const client = useQueryClient();
  useLiveEvents(isOn, {
    onMessage: (event) =>
      setHeard((list) =>
        list.some(({ eventId }) => eventId === event.eventId)
          ? list
          : [event, ...list].slice(0, 60),
      ),
    onReset: () => void client.invalidateQueries({ queryKey: ["overview"] }),
  });
  const byMinute = withHeard(events, heard);
  const count = lastMinutes(byMinute, MINUTES_TOLD);
  return (
    <Figure
      question={t("overview.live.question")}
      sentence={count === 0 ? t("overview.live.quiet") : t("overview.live.sentence", { count })}
      definition={t("overview.live.definition")}
      file="minutes"
      numbers={{
        head: [t("overview.live.minute"), t("overview.live.count")],
        rows: byMinute.map((value, index) => [String(byMinute.length - 1 - index), value]),
        written: (value) => number(value),
      }}
    >
      <Minutes byMinute={byMinute} />
      <div>
        <Button size="console" kind="plain" onClick={() => setOn(!isOn)}>
          {isOn ? <Pause aria-hidden="true" size={18} /> : <Play aria-hidden="true" size={18} />}
          {isOn ? t("overview.live.pause") : t("overview.live.resume")}
        </Button>
      </div>
      <ol aria-label={t("overview.live.list")} className="flex min-h-16 flex-col text-sm">
        {heard.slice(0, SHOWN).map((event) => (
          <Line key={event.eventId} event={event} />
        ))}
      </ol>
    </Figure>
  );
}

/** The minutes as counted, with what was heard since added to the last one. */
function withHeard(
  { byMinute, through }: OverviewAnswer["events"],
  heard: readonly LiveEvent[],
): readonly number[] {
  const since = heard.filter(({ recordedAt }) => recordedAt > through).length;
  return byMinute.map((count, index) => (index === byMinute.length - 1 ? count + since : count));
}

function Minutes({ byMinute }: { readonly byMinute: readonly number[] }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...byMinute);
  return (
    <div
      role="img"
      aria-label={t("overview.live.bars")}
      className="flex h-16 items-end gap-px border-b border-line-strong"
    >
      {byMinute.map((count, index) => (
        <span
          key={index}
          className="flex-1 bg-brand forced-colors:bg-[CanvasText]"
          style={{ height: `${(count / most) * 100}%` }}
        />
      ))}
    </div>
  );
}

function Line({ event }: { readonly event: LiveEvent }) {
  const { t } = useTranslation();
  const given = Object.entries(event.given).filter(([, amount]) => amount !== 0);
  const activity =
    event.activity === null
      ? null
      : named(first.club.activities[event.activity]?.name, event.activity);
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 border-b border-line py-1.5 last:border-0">
      <time dateTime={event.at} className="num text-muted">
        {time(event.at)}
      </time>
      <span>
        {event.givenName ?? t("overview.live.somebody")}{" "}
        {activity === null
          ? wordIn(t("overview.live.kinds", { returnObjects: true }), event.kind)
          : activity.toLocaleLowerCase()}
      </span>
      <span className="num ml-auto font-medium">
        {given
          .map(([unit, amount]) => `${amount > 0 ? "+" : ""}${amountOf(unit, amount)}`)
          .join(", ")}
      </span>
    </li>
  );
}
