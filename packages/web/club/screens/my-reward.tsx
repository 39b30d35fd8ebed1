/** One reward that I took: its code, the door, the calendar, and giving it back. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readMyRedemption } from "@trofast/contract/rewards";
import { CalendarPlus, Copy, ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Card, Chip } from "../../ui/card.tsx";
import { amountsOf, dayAndYear } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { balanceMoved, meCall, redemptionCall } from "../calls.ts";
import { useCardOpener } from "../card-opener.ts";
import { Qr } from "../../ui/qr.tsx";
import { saveFile } from "../hand-over.ts";
import { rewardName } from "../../ui/names.ts";
import { sumOf } from "../names.ts";
import { lastDay } from "../rewards/last-day.ts";
import { standingOf } from "../rewards/standing.ts";
import { VisitFacts } from "../rewards/visit.tsx";

type Taken = AnswerOf<typeof readMyRedemption>;

export function MyReward() {
  const { t } = useTranslation();
  const { redemptionId } = useParams({ from: "/inside/rewards/mine/$redemptionId" });
  const taken = useQuery(redemptionCall(redemptionId));
  if (taken.isPending) return <Loading rows={2} className="h-40" />;
  if (taken.isError)
    return (
      <Screen title={t("mine.one")}>
        <BackLink to="/rewards/mine" text={t("mine.title")} />
        <Failure error={taken.error} retry={() => void taken.refetch()} />
      </Screen>
    );
  return <Known taken={taken.data} />;
}

function Known({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation();
  const { state, usableUntil, endedAt, count } = taken;
  const isOpen = state === "issued" || state === "reserved";
  const isOver = state === "cancelled" || state === "expired";
  const { data: me } = useQuery(meCall);
  const now = Date.parse(me?.standing?.at ?? new Date().toISOString());
  const mayGiveBack = taken.visit === null || Date.parse(taken.visit.cancelUntil) > now;
  return (
    <Screen title={rewardName(taken.reward)}>
      <BackLink to="/rewards/mine" text={t("mine.title")} />
      <div className="flex flex-wrap gap-2">
        <Chip>{t(`mine.state.${standingOf(taken)}`)}</Chip>
        {count > 1 && <Chip>{count} ×</Chip>}
      </div>
      {isOpen && usableUntil !== null && (
        <p>{t("mine.until", { day: dayAndYear(lastDay(usableUntil)) })}</p>
      )}
      {state === "used" && endedAt !== null && (
        <p>
          {t(standingOf(taken) === "had" ? "mine.had" : "mine.used", { day: dayAndYear(endedAt) })}
        </p>
      )}
      {state === "expired" && <Expired until={usableUntil} />}
      {taken.kind === "charity" && state !== "cancelled" && <p>{t("mine.give")}</p>}
      {!isOver && taken.url !== null && (
        <a href={taken.url} target="_blank" rel="noreferrer" className={buttonClass()}>
          {t("mine.open")}
          <ExternalLink aria-hidden="true" size={20} />
        </a>
      )}
      {!isOver && taken.code !== null && <Code code={taken.code} />}
      {isOpen && taken.visit !== null && <VisitFacts visit={taken.visit} now={now} />}
      {isOpen && <Use taken={taken} />}
      {isOpen && taken.kind !== "charity" && mayGiveBack && <GiveBack taken={taken} />}
    </Screen>
  );
}

function Expired({ until }: { readonly until: string | null }) {
  const { t } = useTranslation();
  return (
    <Empty
      action={
        <Link to="/rewards" className={buttonClass()}>
          {t("reward.back")}
        </Link>
      }
    >
      <strong className="block">{t("mine.expired")}</strong>
      {until !== null && t("mine.expiredWhat", { day: dayAndYear(lastDay(until)) })}
    </Empty>
  );
}

function Use({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation();
  const openCard = useCardOpener();
  if (taken.kind === "experience") return <Visit redemptionId={taken.redemptionId} />;
  if (taken.kind === "charity" || taken.code !== null || taken.url !== null) return null;
  return (
    <Card as="div" className="flex flex-col gap-3">
      <p>{t("mine.showCard")}</p>
      <Button kind="accent" onClick={openCard}>
        {t("card.open")}
      </Button>
    </Card>
  );
}

function Code({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const copy = async (): Promise<void> => {
    if (await copyText(code)) tell(t("mine.copied"));
  };
  return (
    <Card as="div" className="flex flex-col items-center gap-4">
      <h2 className="self-start text-xl">{t("mine.code")}</h2>
      <Qr text={code} label={t("mine.qr")} className="w-56 max-w-full rounded-control p-1" />
      <p className="num text-center text-xl font-semibold tracking-wider break-all">{code}</p>
      <Button kind="plain" onClick={() => void copy()}>
        <Copy aria-hidden="true" size={20} />
        {t("mine.copy")}
      </Button>
    </Card>
  );
}

const DOOR_REFRESH_MS = 90_000;
/** While the code is shown: as soon as one is let in, it says so. */
const DOOR_LOOK_MS = 3_000;

function Visit({ redemptionId }: { readonly redemptionId: string }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [isAtDoor, setAtDoor] = useState(false);
  const door = useQuery({
    queryKey: ["door", redemptionId],
    queryFn: () => trofast.me.checkInToken({ params: { redemptionId } }),
    enabled: isAtDoor,
    refetchInterval: DOOR_REFRESH_MS,
  });
  useQuery({ ...redemptionCall(redemptionId), refetchInterval: isAtDoor && DOOR_LOOK_MS });
  const calendar = useMutation({
    mutationFn: () => trofast.me.calendar({ params: { redemptionId } }),
    onSuccess: (text) => saveFile("trofast.ics", "text/calendar", text),
    onError: (error) => tell(failureText(error)),
  });
  return (
    <Card as="div" className="flex flex-col gap-3">
      {door.data ? (
        <Qr
          text={door.data.token}
          label={t("mine.doorQr")}
          className="mx-auto w-64 max-w-full rounded-control"
        />
      ) : (
        <Button onClick={() => setAtDoor(true)} busy={door.isFetching && t("ui.loading")}>
          {t("mine.door")}
        </Button>
      )}
      {door.isError && <Failure error={door.error} retry={() => void door.refetch()} />}
      <Button kind="plain" onClick={() => calendar.mutate()} disabled={calendar.isPending}>
        <CalendarPlus aria-hidden="true" size={20} />
        {t("mine.calendar")}
      </Button>
    </Card>
  );
}

function GiveBack({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [isAsked, setAsked] = useState(false);
  const cancel = useMutation({
    mutationFn: () => trofast.me.cancelRedemption({ params: { redemptionId: taken.redemptionId } }),
    onSuccess: async () => {
      tell(t("mine.cancelled"));
      await balanceMoved();
    },
  });
  if (!isAsked)
    return (
      <Button kind="quiet" className="self-start" onClick={() => setAsked(true)}>
        {t("mine.cancel")}
      </Button>
    );
  const isFree = taken.granted || Object.keys(taken.cost).length === 0;
  return (
    <Card as="div" className="flex flex-col gap-3">
      <p>
        {isFree
          ? t("mine.cancelFree")
          : t("mine.cancelWhat", { count: sumOf(taken.cost), amount: amountsOf(taken.cost) })}
      </p>
      {cancel.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(cancel.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button kind="danger" onClick={() => cancel.mutate()} disabled={cancel.isPending}>
          {t("mine.cancel")}
        </Button>
        <Button kind="quiet" onClick={() => setAsked(false)}>
          {t("mine.keep")}
        </Button>
      </div>
    </Card>
  );
}
