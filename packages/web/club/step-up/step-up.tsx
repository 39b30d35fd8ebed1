/** A fresh proof of who one is, before an act that cannot be undone: asked for only when the club wants it. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TrofastProblem } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Skeleton } from "../../ui/states.tsx";
import { identitiesCall } from "../calls.ts";
import { AtTill } from "./at-till.tsx";
import { ByCode } from "./by-code.tsx";

interface Guarded {
  /** Runs the act; where the club asks for a fresh code, asks for it and runs the act again. */
  readonly guard: (act: () => Promise<unknown>) => Promise<void>;
  readonly sheet: ReactNode;
}

const isAskedFor = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "step_up_required";

/** @param onError what went wrong with the act itself. */
export function useStepUp(onError: (error: unknown) => void): Guarded {
  const [waiting, setWaiting] = useState<(() => Promise<unknown>) | null>(null);
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (isAskedFor(error)) setWaiting(() => act);
      else onError(error);
    }
  };
  const sheet = (
    <StepUpSheet
      open={waiting !== null}
      onOpenChange={(open) => {
        if (!open) setWaiting(null);
      }}
      onProven={() => {
        const act = waiting;
        setWaiting(null);
        if (act !== null) void run(act);
      }}
    />
  );
  return { guard: run, sheet };
}

function StepUpSheet({
  open,
  onOpenChange,
  onProven,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onProven: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t("stepUp.title")}>
      {open && <Proof onProven={onProven} onLeave={() => onOpenChange(false)} />}
    </Sheet>
  );
}

/** By a code where one can be sent; else by whoever is at the till. */
function Proof({
  onProven,
  onLeave,
}: {
  readonly onProven: () => void;
  readonly onLeave: () => void;
}) {
  const identities = useQuery(identitiesCall);
  const [found, setFound] = useState<"code" | "till" | null>(null);
  if (identities.isPending) return <Skeleton className="h-36" />;
  if (identities.isError)
    return <Failure error={identities.error} retry={() => void identities.refetch()} />;
  const { email, sms } = first.club.joinBy;
  const isReachable = identities.data.some(
    ({ source, until }) =>
      until === null && ((source === "email" && email) || (source === "phone" && sms)),
  );
  // What the club has answered since counts for more than what was expected.
  const way = found ?? (isReachable ? "code" : "till");
  return way === "code" ? (
    <ByCode onProven={onProven} onUnreachable={() => setFound("till")} />
  ) : (
    <AtTill onProven={onProven} onReachable={() => setFound("code")} onLeave={onLeave} />
  );
}
