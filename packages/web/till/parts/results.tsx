/** What was done last, each with the way back. */
import { Check, Clock, QrCode, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { money } from "../../ui/format.ts";
import type { Desk } from "../counter.tsx";
import type { Claimable } from "../kept/claims.ts";
import { undo, type Result } from "../kept/counter.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { useQueue } from "../kept/queue.ts";
import { IconButton } from "./icon-button.tsx";
import { givenText } from "./given.ts";

export function Results({
  desk,
  results,
  onUndone,
  onClaim,
}: {
  readonly desk: Desk;
  readonly results: readonly Result[];
  readonly onUndone: (result: Result) => void;
  /** The code of a purchase of nobody is asked for again. */
  readonly onClaim: (claimable: Claimable) => void;
}) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("result.label")}>
      {results.length === 0 ? (
        <p className="text-muted">{t("result.none")}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {results.map((result) => (
            <Row
              key={result.receipt}
              result={result}
              desk={desk}
              onUndone={onUndone}
              onClaim={onClaim}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({
  result,
  desk,
  onUndone,
  onClaim,
}: {
  readonly result: Result;
  readonly desk: Desk;
  readonly onUndone: (result: Result) => void;
  readonly onClaim: (claimable: Claimable) => void;
}) {
  const { t } = useTranslation();
  const { currency } = usePlace();
  const isOnline = useOnline();
  const [isBusy, setBusy] = useState(false);
  const waits = useQueue().some((entry) => entry.receipt === result.receipt);
  const { act, receipt, given, claimable } = result;
  const label = result.label ?? t("result.nobody");
  // What has left the queue is booked; what was refused waits in it still, for a person.
  const state = result.state === "queued" && !waits ? "done" : result.state;
  const takeBack = async (): Promise<void> => {
    setBusy(true);
    try {
      await undo(result, place);
      onUndone(result);
    } catch (error) {
      desk.fail(error);
    } finally {
      setBusy(false);
    }
  };
  const place = usePlace();
  const canUndo = result.kind === "purchase" || state === "queued";
  const what = act ?? money({ minor: result.totalMinor, currency });
  const gave = givenText(given);
  return (
    <li className="flex max-w-none items-center gap-3 rounded-card border border-line bg-card p-3">
      <span className="min-w-0 grow">
        <span className={`num block ${state === "undone" ? "line-through" : ""}`}>
          {label}: {what}
          {gave !== "" && `, ${gave}`}
        </span>
        <span className="num flex flex-wrap items-center gap-x-2 text-muted">
          <Sign state={state} />
          <span>{t("result.receipt", { receipt })}</span>
        </span>
      </span>
      {claimable && state !== "undone" && (
        <IconButton
          label={t("claim.again", { receipt })}
          disabled={!isOnline}
          onClick={() => onClaim(claimable)}
        >
          <QrCode aria-hidden="true" />
        </IconButton>
      )}
      {canUndo && state !== "undone" && (
        <Button
          size="till"
          kind="plain"
          className="shrink-0 px-4"
          busy={isBusy && t("result.undoing")}
          aria-label={`${t("ui.undo")}: ${label}, ${what}`}
          onClick={() => void takeBack()}
        >
          {t("ui.undo")}
        </Button>
      )}
    </li>
  );
}

function Sign({ state }: { readonly state: Result["state"] }) {
  const { t } = useTranslation();
  const signs = {
    done: [<Check key="done" aria-hidden="true" className="text-good" />, t("result.done")],
    queued: [<Clock key="queued" aria-hidden="true" />, t("result.inQueue")],
    undone: [<Undo2 key="undone" aria-hidden="true" />, t("result.undone")],
  } as const;
  const [sign, text] = signs[state];
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {sign}
      {text}
    </span>
  );
}
