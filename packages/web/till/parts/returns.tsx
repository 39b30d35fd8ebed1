/** Goods come back: what goes back is seen before anything is booked. */
import { useMutation } from "@tanstack/react-query";
import { Minus, Plus, ReceiptText } from "lucide-react";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { useArticleName } from "../../ui/called.ts";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndYear, money, named } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { nextReceipt, useDevice } from "../kept/device.ts";
import { reached, useOnline } from "../kept/network.ts";
import { usePlace, type Place } from "../kept/place.ts";
import { CHANNEL, SOURCE } from "../kept/sending.ts";
import { SUM_ARTICLE } from "../model/basket.ts";
import { TillField } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";

/** How many of each line come back, by its number. */
type Picked = Readonly<Record<number, number>>;

/** Which of several purchases with one number is meant: one of a store, or the order of a web shop. */
type Meant = { readonly store: string } | { readonly shop: string };

type Candidate = NonNullable<TrofastProblem["problem"]["candidates"]>[number];

interface Asked {
  readonly id: string;
  readonly receipt: string;
  readonly meant: Meant | null;
  readonly picked: Picked | null;
}

async function ask(asked: Asked, preview: boolean, { store }: Place) {
  const { id, receipt, meant, picked } = asked;
  const lines = Object.entries(picked ?? {})
    .map(([line, quantity]) => ({ line: Number(line), quantity }))
    .filter(({ quantity }) => quantity > 0);
  return await reached(
    trofast.checkout.return({
      body: {
        source: SOURCE,
        channel: CHANNEL,
        store: store.store,
        id,
        of: { receipt, ...meant },
        ...(picked && { lines }),
        preview,
      },
    }),
  );
}
type Returned = Awaited<ReturnType<typeof ask>>;

export function Returns({
  desk,
  receipt,
  onReceipt,
}: {
  readonly desk: Desk;
  /** A receipt that was scanned: the sheet opens with it. Empty: it opens and asks. */
  readonly receipt: string | null;
  readonly onReceipt: (receipt: string | null) => void;
}) {
  const { t } = useTranslation();
  const isOnline = useOnline();
  return (
    <>
      <Button size="till" kind="plain" className="grow" onClick={() => onReceipt("")}>
        <ReceiptText aria-hidden="true" />
        {t("returns.open")}
      </Button>
      {receipt !== null && (
        <Sheet
          open
          onOpenChange={() => onReceipt(null)}
          title={t("returns.title")}
          close="size-14"
          wide
        >
          {isOnline ? (
            <ReturnSteps
              key={receipt}
              desk={desk}
              scanned={receipt}
              onDone={() => onReceipt(null)}
            />
          ) : (
            <p>{t("returns.needsNet")}</p>
          )}
        </Sheet>
      )}
    </>
  );
}

function ReturnSteps({
  desk,
  scanned,
  onDone,
}: {
  readonly desk: Desk;
  readonly scanned: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(scanned);
  const [receipt, setReceipt] = useState(scanned);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Web shops print their orders as #1001.
    setReceipt(typed.trim().replace(/^#\s*/, "").toUpperCase());
  };
  return (
    <div className="flex flex-col gap-5">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <TillField
          label={t("returns.receipt")}
          autoCapitalize="characters"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button size="till" kind="plain" type="submit">
          {t("returns.look")}
        </Button>
      </form>
      {receipt === "" ? (
        <p>{t("returns.receiptHint")}</p>
      ) : (
        <Purchase key={receipt} desk={desk} receipt={receipt} onDone={onDone} />
      )}
    </div>
  );
}

function Purchase({
  desk,
  receipt,
  onDone,
}: {
  readonly desk: Desk;
  readonly receipt: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const place = usePlace();
  // One id for all previews and the booking: pressed twice it is booked once.
  const [id] = useState(nextReceipt);
  const [meant, setMeant] = useState<Meant | null>(null);
  const [picked, setPicked] = useState<Picked | null>(null);
  const all = useMutation({
    mutationFn: (one: Meant | null) => ask({ id, receipt, meant: one, picked: null }, true, place),
  });
  const some = useMutation({
    mutationFn: (of: Picked) => ask({ id, receipt, meant, picked: of }, true, place),
  });
  const book = useMutation({
    mutationFn: () => ask({ id, receipt, meant, picked }, false, place),
    onSuccess: ({ payableMinor, currency }) => {
      desk.say(t("returns.done", { money: money({ minor: payableMinor, currency }) }));
      onDone();
    },
  });
  const look = all.mutate;
  useEffect(() => look(meant), [look, meant]);
  const pick = (line: number, quantity: number): void => {
    if (!all.data) return;
    const everything = Object.fromEntries(all.data.lines.map((one) => [one.line, one.quantity]));
    const next: Picked = { ...everything, ...picked, [line]: quantity };
    setPicked(next);
    if (Object.values(next).some((count) => count > 0)) some.mutate(next);
    else some.reset();
  };
  const candidates = candidatesOf(all.error);
  if (candidates.length > 0) return <Choice candidates={candidates} onMeant={setMeant} />;
  if (all.isError) return <Failure error={all.error} />;
  if (!all.data) return <Loading rows={2} className="h-16" />;
  const isNothing = picked !== null && Object.values(picked).every((count) => count === 0);
  const shown = picked === null ? all.data : some.data;
  return (
    <>
      <Lines all={all.data} picked={picked} onPick={pick} />
      {isNothing && <p>{t("returns.nothing")}</p>}
      {some.isError && <Failure error={some.error} />}
      {book.isError && <Failure error={book.error} />}
      {!isNothing && shown && <GoesBack shown={shown} />}
      <Button
        size="till"
        disabled={isNothing || !shown || some.isPending}
        busy={book.isPending && t("quote.doing")}
        onClick={() => book.mutate()}
      >
        {t("returns.confirm")}
      </Button>
    </>
  );
}

const candidatesOf = (error: unknown): readonly Candidate[] =>
  error instanceof TrofastProblem ? (error.problem.candidates ?? []) : [];

/** The number stands on several papers: whoever has the customer's before them sees which it is. */
function Choice({
  candidates,
  onMeant,
}: {
  readonly candidates: readonly Candidate[];
  readonly onMeant: (meant: Meant) => void;
}) {
  const { t } = useTranslation();
  const { store: here } = usePlace();
  const { stores } = useDevice();
  const called = (id: string): string =>
    [here, ...stores].find(({ store }) => store === id)?.name ?? id;
  return (
    <div className="flex flex-col gap-3">
      <p role="status">{t("returns.which")}</p>
      {candidates.map(({ shop, store, occurredAt }) => (
        <Button
          key={`${shop} ${store}`}
          size="till"
          kind="plain"
          onClick={() => onMeant(shop === null ? { store: store ?? "" } : { shop })}
        >
          {shop === null
            ? t("returns.ofStore", { store: called(store ?? ""), day: dayAndYear(occurredAt) })
            : t("returns.ofShop", { shop, day: dayAndYear(occurredAt) })}
        </Button>
      ))}
    </div>
  );
}

function Lines({
  all,
  picked,
  onPick,
}: {
  readonly all: Returned;
  readonly picked: Picked | null;
  readonly onPick: (line: number, quantity: number) => void;
}) {
  const { t } = useTranslation();
  const { articles } = useDevice();
  const kept = new Map(articles.map(({ article, name }) => [article, name]));
  // What is sold elsewhere, or lies beyond what the device keeps.
  const called = useArticleName(
    all.lines.map(({ article }) => article).filter((id) => id !== SUM_ARTICLE && !kept.has(id)),
  );
  return (
    <ul className="flex flex-col">
      {all.lines.map(({ line, article, quantity }) => {
        const count = picked?.[line] ?? quantity;
        const name =
          article === SUM_ARTICLE ? t("returns.sum") : (kept.get(article) ?? called(article));
        return (
          <li
            key={line}
            className="flex max-w-none flex-wrap items-center gap-3 border-b border-line py-2"
          >
            <span className="min-w-32 grow">{t("returns.line", { name, left: quantity })}</span>
            <IconButton
              disabled={count === 0}
              label={t("returns.fewer", { name })}
              onClick={() => onPick(line, count - 1)}
            >
              <Minus aria-hidden="true" />
            </IconButton>
            <span className="num w-8 text-center text-lg font-semibold">{count}</span>
            <IconButton
              disabled={count === quantity}
              label={t("returns.moreOf", { name })}
              onClick={() => onPick(line, count + 1)}
            >
              <Plus aria-hidden="true" />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}

function GoesBack({ shown }: { readonly shown: Returned }) {
  const { t } = useTranslation();
  const { payableMinor, currency, giftCards, unitsBack, unitsTaken, rewardsBack } = shown;
  return (
    <div aria-live="polite" className="flex flex-col gap-1 rounded-card bg-brand-soft p-4">
      <p className="flex max-w-none items-baseline justify-between gap-3">
        <span>{t("returns.money")}</span>
        <strong className="num font-display text-3xl">
          {money({ minor: payableMinor, currency })}
        </strong>
      </p>
      {giftCards.map(({ giftCard, amountMinor }) => (
        <p key={giftCard}>
          +{" "}
          {t("returns.cardBack", {
            money: money({ minor: amountMinor, currency }),
            card: giftCard,
          })}
        </p>
      ))}
      {spendables(unitsBack).map(([unit, amount]) => (
        <p key={unit}>+ {t("returns.unitsBack", { amount: amountOf(unit, amount) })}</p>
      ))}
      {spendables(unitsTaken).map(([unit, amount]) => (
        <p key={unit}>− {t("returns.unitsTaken", { amount: amountOf(unit, amount) })}</p>
      ))}
      {rewardsBack
        .filter(({ outcome }) => outcome === "given_back")
        .map(({ redemptionId, reward }) => (
          <p key={redemptionId}>
            + {t("returns.rewardBack", { name: named(first.club.rewards[reward]?.name, reward) })}
          </p>
        ))}
    </div>
  );
}

const spendables = (units: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(units)
    .filter(([unit, amount]) => amount !== 0 && first.club.units[unit]?.spendable === true)
    .map(([unit, amount]) => [unit, Math.abs(amount)]);
