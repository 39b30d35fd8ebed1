/** The purchase as the club counts it: what it earns and why, what can pay, and the one button that books it. */
import { useQuery } from "@tanstack/react-query";
import { Check, Lock, Unlock } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { queries, TrofastFault } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { money, time } from "../../ui/format.ts";
import { rewardName } from "../../ui/names.ts";
import { useFailureText } from "../../ui/states.tsx";
import type { Desk, Standing } from "../counter.tsx";
import { basketOf, finish, holdQuote, letGo, makeQuote, type Quote } from "../kept/counter.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { idleIn, isOfKnown, takesSomething, totalOf, type Sale } from "../model/sale.ts";
import { ChosenCards } from "./chosen-cards.tsx";
import { givenText } from "./given.ts";
import { Guest } from "./guest.tsx";
import { QuoteFacts } from "./quote.tsx";
import { RewardsSheet } from "./rewards.tsx";
import { SpendSheet } from "./spend.tsx";
import { useUnreserved } from "./unreserved.ts";

/** Somebody may be typing still. */
const SETTLE_MS = 250;

export function Pay({ desk, standing }: { readonly desk: Desk; readonly standing: Standing }) {
  const { t } = useTranslation();
  const { digits } = usePlace();
  const isOnline = useOnline();
  const sale = useUnreserved(desk);
  const quoted = useQuoted(sale);
  // What is taken out of the sale is taken out before anything is booked.
  const isReady = isOfKnown(sale) && totalOf(sale, digits) > 0 && sale === desk.sale;
  return (
    <section
      aria-label={t("quote.label")}
      className="flex flex-col gap-3 rounded-card border border-line bg-card p-4"
    >
      {!isReady && <p className="text-muted">{t("quote.whyNot")}</p>}
      <Guest desk={desk} />
      {isReady && !isOnline && <Uncounted sale={sale} />}
      {isReady && isOnline && <Counted quoted={quoted} sale={sale} />}
      <ChosenCards desk={desk} />
      {sale.customer && (
        <div className="flex flex-wrap gap-3">
          <SpendSheet desk={desk} quote={quoted.data} />
          <RewardsSheet desk={desk} customer={sale.customer} has={standing.data} />
        </div>
      )}
      <FinishBar>
        {quoted.data && <Short quote={quoted.data} />}
        <Finish desk={desk} quote={quoted.data} isReady={isReady && !quoted.isStale} />
      </FinishBar>
    </section>
  );
}

/** Under the thumb on a phone, wherever the page stands; in its place on wider screens. */
const FinishBar = ({ children }: { readonly children: ReactNode }) => (
  <div className="fixed inset-x-0 bottom-0 z-30 flex flex-col gap-2 border-t border-line bg-card p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] lg:static lg:border-0 lg:p-0">
    {children}
  </div>
);

/** On a phone the whole count may lie below the thumb. */
function Short({ quote }: { readonly quote: Quote }) {
  const { t } = useTranslation();
  const { totals, currency, given } = quote;
  return (
    <p className="num flex max-w-none flex-wrap items-baseline justify-between gap-x-3 lg:hidden">
      <span>{givenText(given)}</span>
      <span>
        {t("quote.toPay")}{" "}
        <strong className="text-xl">{money({ minor: totals.payableMinor, currency })}</strong>
      </span>
    </p>
  );
}

/** Without a network nobody counts what it earns; what is to be paid the till knows by itself. */
function Uncounted({ sale }: { readonly sale: Sale }) {
  const { t } = useTranslation();
  const { currency, digits } = usePlace();
  const worthMinor = sale.spend?.worthMinor ?? 0;
  const inMoney = (minor: number): string => money({ minor, currency });
  if (sale.customer === null && sale.hold === null) return <p>{t("guest.needsNet")}</p>;
  return (
    <>
      <p>{t("quote.offline")}</p>
      {worthMinor > 0 && sale.hold === null && (
        <>
          <p className="font-medium text-good">
            ✓ {t("quote.uses", { money: inMoney(worthMinor) })}
          </p>
          <p className="flex max-w-none items-baseline justify-between gap-3 border-t border-line pt-2">
            <span>{t("quote.toPay")}</span>
            <strong className="num font-display text-3xl">
              {inMoney(totalOf(sale, digits) - worthMinor)}
            </strong>
          </p>
        </>
      )}
    </>
  );
}

function Counted({
  quoted,
  sale,
}: {
  readonly quoted: ReturnType<typeof useQuoted>;
  readonly sale: Sale;
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  if (quoted.error && !(quoted.error instanceof TrofastFault))
    return (
      <p role="alert" className="font-medium text-bad">
        ⚠ {failureText(quoted.error)}
      </p>
    );
  if (!quoted.data) return <p className="min-h-14 text-muted">{t("quote.counting")}</p>;
  const idle = quoted.isStale ? [] : idleIn(sale, quoted.data);
  return (
    <>
      {idle.map((reward, index) => (
        <p key={index} className="font-medium text-bad">
          ⚠ {t("rewards.idle", { name: rewardName(reward) })}
        </p>
      ))}
      <QuoteFacts quote={quoted.data} />
    </>
  );
}

/** What the basket would give now; anew with every change of it. */
function useQuoted(sale: Sale) {
  const place = usePlace();
  const isOnline = useOnline();
  const basket = basketOf(sale, place);
  const text = JSON.stringify(basket);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = useQuery({
    queryKey: ["quote", settled],
    queryFn: () => makeQuote(basket),
    enabled:
      isOnline &&
      settled === text &&
      sale.hold === null &&
      isOfKnown(sale) &&
      basket.lines.length > 0,
    // A promise of 15 minutes; a new one is made in good time.
    staleTime: 600_000,
    refetchInterval: 600_000,
    placeholderData: (before: Quote | undefined) => (basket.lines.length > 0 ? before : undefined),
  });
  // Without a network nothing is asked anew: what was counted of another basket says nothing of this one.
  const isOfThis = isOnline || (settled === text && !asked.isPlaceholderData);
  const isCountable = isOfKnown(sale) && basket.lines.length > 0;
  return {
    data: isCountable && isOfThis ? asked.data : undefined,
    error: asked.error,
    isStale: isOnline && sale.hold === null && (settled !== text || asked.isPlaceholderData),
  };
}

function Finish({
  desk,
  quote,
  isReady,
}: {
  readonly desk: Desk;
  readonly quote: Quote | undefined;
  readonly isReady: boolean;
}) {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const { isBusy, reserve, release, done } = useFinish(desk, quote);
  const { sale } = desk;
  // Of nobody there is only what the club itself counts: what it has reserved, or has quoted.
  const isNobodys = sale.customer === null && sale.hold === null && (!isOnline || !quote);
  if (takesSomething(sale) && !sale.hold && isOnline)
    return (
      <Button
        size="till"
        className="text-xl"
        disabled={!isReady || !quote}
        busy={isBusy && t("quote.doing")}
        onClick={() => void reserve()}
      >
        <Lock aria-hidden="true" />
        {t("quote.hold")}
      </Button>
    );
  return (
    <>
      {sale.hold && (
        <p role="status" className="flex items-center gap-2 font-medium">
          <Lock aria-hidden="true" className="shrink-0" />
          {t("quote.held", { time: time(sale.hold.until) })}
        </p>
      )}
      <Button
        size="till"
        className="min-h-16 text-xl"
        disabled={!isReady || isNobodys}
        busy={isBusy && t("quote.doing")}
        onClick={() => void done()}
      >
        <Check aria-hidden="true" />
        {t("quote.done")}
      </Button>
      {sale.hold && (
        <Button size="till" kind="plain" disabled={isBusy} onClick={() => void release()}>
          <Unlock aria-hidden="true" />
          {t("quote.letGo")}
        </Button>
      )}
    </>
  );
}

/** What was let go or refused is no promise any more. */
const forgetQuotes = (): void => void queries.resetQueries({ queryKey: ["quote"] });

function useFinish(desk: Desk, quote: Quote | undefined) {
  const { t } = useTranslation();
  const place = usePlace();
  const [isBusy, setBusy] = useState(false);
  const { sale } = desk;
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      // A quote that has ended, or promised what is no more, is asked for anew.
      forgetQuotes();
      desk.fail(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    isBusy,
    reserve: () =>
      run(async () => {
        if (quote) desk.move({ do: "held", hold: await holdQuote(quote.quote) });
      }),
    release: () =>
      run(async () => {
        if (sale.hold) await letGo(sale.hold.quote);
        desk.move({ do: "released" });
        forgetQuotes();
        desk.say(t("quote.letGoDone"));
      }),
    done: () =>
      run(async () => {
        const result = await finish(sale, place, quote);
        desk.note(result);
        desk.move({ do: "next" });
        // The next customer begins at the top of the screen.
        scrollTo({ top: 0 });
        const said = {
          label: result.label ?? t("result.nobody"),
          money: money({ minor: result.totalMinor, currency: place.currency }),
        };
        const given = givenText(result.given);
        if (result.state === "queued") desk.say(t("result.queued", said));
        else if (given === "") desk.say(t("result.bookedNothing", said));
        else desk.say(t("result.booked", { ...said, given }));
      }),
  };
}
