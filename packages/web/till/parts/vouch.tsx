/** The till vouches for who stands there and to whom no code can be sent: first what it means and for whom, then yes. */
import { useMutation } from "@tanstack/react-query";
import { UserRoundCheck } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { time } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { useFailureText } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { memberOf } from "../kept/customers.ts";
import { reached, useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import type { Customer } from "../model/sale.ts";
import { presenceOf } from "../model/vouching.ts";
import { CameraButton } from "./find.tsx";
import { TillField } from "./field.tsx";
import { Notice } from "./notice.tsx";

interface Props {
  readonly desk: Desk;
  readonly customer: Customer;
}

/** A code that was scanned with the customer's card open. */
export function VouchSheet({
  desk,
  scanned,
  onClose,
}: {
  readonly desk: Desk;
  readonly scanned: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const { customer } = desk.sale;
  if (!customer) return null;
  return (
    <Sheet open onOpenChange={onClose} title={t("vouch.title")} close="size-14">
      {isOnline ? (
        <VouchSteps desk={desk} customer={customer} scanned={scanned} />
      ) : (
        <p>{t("vouch.needsNet")}</p>
      )}
    </Sheet>
  );
}

export function Vouch({ desk, customer }: Props) {
  const { t } = useTranslation();
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-lg">{t("vouch.title")}</h3>
      <VouchSteps desk={desk} customer={customer} scanned={null} />
    </section>
  );
}

/** What the club says of a code, beside the field where the next one goes. */
const codeFaults = [
  "code_wrong",
  "code_used",
  "code_expired",
  "conflict",
  "own_membership",
] as const;
const faultOf = (error: unknown): (typeof codeFaults)[number] | undefined =>
  error instanceof TrofastProblem ? codeFaults.find((code) => code === error.code) : undefined;

function VouchSteps({ desk, customer, scanned }: Props & { readonly scanned: string | null }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const { store } = usePlace();
  const [shown, setShown] = useState(scanned);
  const [error, setError] = useState<string>();
  const who = customer.name ?? t("vouch.nameless", { end: customer.end });
  const vouch = useMutation({
    mutationFn: async (token: string) =>
      await reached(
        trofast.joining.confirmPresence({
          params: await memberOf(customer.who),
          body: { token, store: store.store },
        }),
      ),
    onSuccess: () => desk.say(t("vouch.done", { who })),
    onError: (problem) => {
      const fault = faultOf(problem);
      setShown(null);
      setError(fault === undefined ? failureText(problem) : t(`vouch.faults.${fault}`));
    },
  });
  if (vouch.isSuccess)
    return (
      <>
        <Notice said={{ tone: "good", text: t("vouch.done", { who }) }} />
        <p>{t("vouch.after", { time: time(vouch.data.provenUntil) })}</p>
      </>
    );
  if (shown !== null)
    return (
      <Sure
        who={who}
        end={customer.end}
        isBusy={vouch.isPending}
        onYes={() => vouch.mutate(shown)}
        onNo={() => {
          setShown(null);
          setError(undefined);
        }}
      />
    );
  return (
    <AskCode
      error={error}
      onError={setError}
      onCode={(code) => {
        setError(undefined);
        setShown(code);
      }}
    />
  );
}

function AskCode({
  error,
  onError,
  onCode,
}: {
  readonly error: string | undefined;
  readonly onError: (error: string) => void;
  readonly onCode: (code: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const take = (text: string): void => {
    const code = presenceOf(text);
    setTyped("");
    if (code === null) onError(t("vouch.shape"));
    else onCode(code);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    take(typed);
  };
  return (
    <>
      <p>{t("vouch.when")}</p>
      <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <TillField
          label={t("vouch.code")}
          value={typed}
          error={error}
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
        />
        <CameraButton onRead={take} />
        <Button size="till" kind="plain" type="submit">
          {t("vouch.next")}
        </Button>
      </form>
    </>
  );
}

function Sure({
  who,
  end,
  isBusy,
  onYes,
  onNo,
}: {
  readonly who: string;
  readonly end: string;
  readonly isBusy: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}) {
  const { t } = useTranslation();
  const question = useRef<HTMLParagraphElement>(null);
  // Not the button: a scanner's Enter must not say yes.
  useEffect(() => question.current?.focus({ preventScroll: true }), []);
  return (
    <div className="flex flex-col gap-4">
      <p ref={question} tabIndex={-1} className="text-xl font-semibold outline-none">
        {t("vouch.ask", { who })}
      </p>
      <ul className="flex list-disc flex-col gap-1 pl-6">
        <li>{t("vouch.card", { end })}</li>
        <li>{t("vouch.person")}</li>
        <li>{t("vouch.means")}</li>
        <li>{t("vouch.noted")}</li>
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button size="till" onClick={onYes} busy={isBusy && t("quote.doing")}>
          <UserRoundCheck aria-hidden="true" />
          {t("vouch.yes")}
        </Button>
        <Button size="till" kind="plain" disabled={isBusy} onClick={onNo}>
          {t("vouch.no")}
        </Button>
      </div>
    </div>
  );
}
