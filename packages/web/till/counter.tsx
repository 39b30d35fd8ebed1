/** The counter: one screen from top to bottom in the order of a purchase. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, useState } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../ui/first.ts";
import { isRefused, type Result } from "./kept/counter.ts";
import type { Claimable } from "./kept/claims.ts";
import { memberOf, recognised, standingOf } from "./kept/customers.ts";
import { useOnline } from "./kept/network.ts";
import { play } from "./kept/sound.ts";
import { EMPTY, moved, type Customer, type Move, type Sale } from "./model/sale.ts";
import { Acts } from "./parts/acts.tsx";
import { Amount } from "./parts/amount.tsx";
import { Band } from "./parts/band.tsx";
import { ClaimSheet } from "./parts/claim.tsx";
import { DemoBaskets } from "./parts/demo.tsx";
import { Find } from "./parts/find.tsx";
import { GiftCards } from "./parts/gift-cards.tsx";
import { Head } from "./parts/head.tsx";
import { Join } from "./parts/join.tsx";
import { Notice, type Said } from "./parts/notice.tsx";
import { Pay } from "./parts/pay.tsx";
import { QueueBanner } from "./parts/queue-banner.tsx";
import { Results } from "./parts/results.tsx";
import { Returns } from "./parts/returns.tsx";
import { useStopText } from "./parts/stop-text.ts";
import { VouchSheet } from "./parts/vouch.tsx";

const RESULTS_MAX = 8;

/** What every part of the counter may do. */
export interface Desk {
  readonly sale: Sale;
  readonly move: (move: Move) => void;
  readonly say: (text: string) => void;
  /** What was said does not hold any more. */
  readonly hush: () => void;
  readonly fail: (error: unknown) => void;
  /** Says why something cannot be done, in words. */
  readonly stop: (text: string) => void;
  readonly note: (result: Result) => void;
}

export function Counter({ isLocked }: { readonly isLocked: boolean }) {
  const { t } = useTranslation();
  const [results, setResults] = useState<readonly Result[]>([]);
  const [claimable, setClaimable] = useState<Claimable | null>(null);
  const { desk, said } = useDesk((result) => {
    setResults((before) => [result, ...before].slice(0, RESULTS_MAX));
    if (result.claimable) setClaimable(result.claimable);
  });
  const [receipt, setReceipt] = useState<string | null>(null);
  const [giftCard, setGiftCard] = useState<string | null>(null);
  const standing = useStanding(desk.sale.customer, results.length);
  useRecognition(desk);
  const [presence, setPresence] = useState<string | null>(null);
  const vouch = (token: string): void =>
    desk.sale.customer ? setPresence(token) : desk.stop(t("vouch.cardFirst"));
  const undone = (done: Result): void =>
    setResults((before) =>
      before.map((one) => (one.receipt === done.receipt ? { ...one, state: "undone" } : one)),
    );
  const latest = <Results desk={desk} results={results} onUndone={undone} onClaim={setClaimable} />;
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col gap-3 p-3 pb-36 text-base sm:p-4 sm:pb-36 lg:pb-6">
      <Head />
      <QueueBanner />
      <main className="flex flex-col gap-3 lg:grid lg:grid-cols-2 lg:items-start lg:gap-5">
        <h1 className="sr-only">{t("title")}</h1>
        <div className="flex min-w-0 flex-col gap-3">
          <Find
            desk={desk}
            isQuiet={isLocked}
            onReceipt={setReceipt}
            onPresence={vouch}
            onCode={setGiftCard}
          />
          <Notice said={said} />
          <Band desk={desk} standing={standing} />
          {first.club.demo && <DemoBaskets desk={desk} />}
          <Acts desk={desk} />
          <div className="hidden lg:block">{latest}</div>
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <Amount desk={desk} />
          <Pay desk={desk} standing={standing} />
          <div className="lg:hidden">{latest}</div>
          <div className="flex flex-wrap gap-3">
            <Returns desk={desk} receipt={receipt} onReceipt={setReceipt} />
            <GiftCards desk={desk} scanned={giftCard} onScanned={setGiftCard} />
            <Join desk={desk} />
          </div>
          {claimable && <ClaimSheet claimable={claimable} onClose={() => setClaimable(null)} />}
          {presence !== null && (
            <VouchSheet desk={desk} scanned={presence} onClose={() => setPresence(null)} />
          )}
        </div>
      </main>
    </div>
  );
}

/** The sale under way and what is said about it, with sign, words and sound. */
function useDesk(note: (result: Result) => void): { desk: Desk; said: Said | null } {
  const { t } = useTranslation();
  const [sale, move] = useReducer(moved, EMPTY);
  const [said, setSaid] = useState<Said | null>(null);
  const stopText = useStopText();
  const stop = (text: string): void => {
    setSaid({ tone: "bad", text });
    play("stopped");
  };
  const desk: Desk = {
    sale,
    move,
    say: (text) => {
      setSaid({ tone: "good", text });
      play("done");
    },
    hush: () => setSaid(null),
    stop,
    fail: (error) => stop(isRefused(error, "unknown_member") ? t("find.nobody") : stopText(error)),
    note,
  };
  return { desk, said };
}

/** What the customer has, as of the last purchase; nothing while there is no network. */
function useStanding(customer: Customer | null, version: number) {
  const isOnline = useOnline();
  const asked = useQuery({
    queryKey: ["standing", customer?.who, version],
    queryFn: async () => (customer ? await standingOf(await memberOf(customer.who)) : null),
    enabled: customer !== null && isOnline,
    // What the one before had is nobody else's business.
    placeholderData: (before) => (before?.memberId === customer?.memberId ? before : undefined),
  });
  return { isPending: asked.isLoading, data: asked.data ?? null };
}
export type Standing = ReturnType<typeof useStanding>;

/** Whoever was found without a network is known by name once it is back. */
function useRecognition({ sale: { customer }, move }: Desk): void {
  const isOnline = useOnline();
  const unknown = isOnline && customer?.memberId === null ? customer : null;
  useEffect(() => {
    if (!unknown) return;
    let isGone = false;
    recognised(unknown).then(
      (known) => !isGone && move({ do: "known", customer: known }),
      // Nobody, for now: the till says so when something is asked for them.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [unknown, move]);
}
