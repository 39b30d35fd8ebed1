/** The proof by whoever is at the till: for members to whom no code can be sent. The screen waits until it is read. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { time } from "../../ui/format.ts";
import { Skeleton, useFailureText } from "../../ui/states.tsx";
import { cardCall } from "../calls.ts";
import { Bars } from "../card/bars.tsx";
import { Qr } from "../../ui/qr.tsx";
import { useStayAwake } from "../card/stay-awake.ts";

const LOOK_MS = 2_000;
const MS_PER_SECOND = 1000;

export function AtTill({
  onProven,
  onReachable,
  onLeave,
}: {
  readonly onProven: () => void;
  /** A code can be sent after all. */
  readonly onReachable: () => void;
  readonly onLeave: () => void;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const ask = useMutation({
    mutationFn: async () => {
      const { expiresInSeconds, ...shown } = await trofast.joining.askPresence();
      return { ...shown, until: Date.now() + expiresInSeconds * MS_PER_SECOND };
    },
    onError: (error) => {
      if (error instanceof TrofastProblem && error.code === "conflict") onReachable();
    },
  });
  const { data: shown } = ask;
  if (shown !== undefined)
    return (
      <Shown
        key={shown.token}
        {...shown}
        isBusy={ask.isPending}
        onProven={onProven}
        onAgain={() => ask.mutate()}
      />
    );
  const { email, sms } = first.club.joinBy;
  return (
    <div className="flex flex-col gap-4">
      <p>{t("stepUp.till.lead")}</p>
      <p>{t("stepUp.till.how")}</p>
      {ask.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(ask.error)}
        </p>
      )}
      <Button onClick={() => ask.mutate()} busy={ask.isPending && t("ui.loading")}>
        {t("stepUp.till.show")}
      </Button>
      {(email || sms) && (
        <Link to="/me/addresses" className="self-start py-3 text-brand underline" onClick={onLeave}>
          {t("stepUp.till.address")}
        </Link>
      )}
    </div>
  );
}

function Shown({
  token,
  code,
  until,
  isBusy,
  onProven,
  onAgain,
}: {
  readonly token: string;
  readonly code: string;
  /** By this device's clock, epoch milliseconds. */
  readonly until: number;
  readonly isBusy: boolean;
  readonly onProven: () => void;
  readonly onAgain: () => void;
}) {
  const { t } = useTranslation();
  const isOver = useIsOver(until);
  useStayAwake(!isOver);
  useWaiting(token, isOver, onProven);
  return (
    <div className="flex flex-col gap-4">
      <p role="status">
        {isOver ? t("stepUp.till.over") : t("stepUp.till.waiting", { time: time(until) })}
      </p>
      {!isOver && (
        <ol className="flex flex-col gap-4 rounded-card bg-white p-4 text-black">
          <li>
            <p className="mb-2 font-semibold">{t("stepUp.till.first")}</p>
            <Card />
          </li>
          <li className="border-t border-black/20 pt-4">
            <p className="mb-2 font-semibold">{t("stepUp.till.second")}</p>
            <Qr text={token} label={t("stepUp.till.qr")} className="mx-auto w-56 max-w-full" />
            <p className="num mt-2 text-center text-2xl tracking-widest">
              <span className="sr-only">{t("stepUp.till.code")} </span>
              {code.replace(/^(...)/, "$1 ")}
            </p>
          </li>
        </ol>
      )}
      <Button kind="plain" onClick={onAgain} busy={isBusy && t("ui.loading")}>
        {t("stepUp.till.again")}
      </Button>
    </div>
  );
}

/** Whose code it is, as the till reads it. */
function Card() {
  const { data: card } = useQuery(cardCall);
  return card ? <Bars number={card.number} /> : <Skeleton className="h-28" />;
}

function useIsOver(until: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), until - Date.now());
    return () => clearTimeout(timer);
  }, [until]);
  return isOver;
}

/** Asks again and again whether the till has read it. */
function useWaiting(token: string, isOver: boolean, onProven: () => void): void {
  const { data } = useQuery({
    // Each code asks for itself: what an earlier one came to says nothing of this one.
    queryKey: ["step-up", token],
    queryFn: () => trofast.joining.readStepUp(),
    enabled: !isOver,
    refetchInterval: LOOK_MS,
    gcTime: 0,
  });
  const isProven = data !== undefined && data.provenUntil !== null;
  const latest = useRef(onProven);
  useEffect(() => {
    latest.current = onProven;
  });
  useEffect(() => {
    if (isProven) latest.current();
  }, [isProven]);
}
