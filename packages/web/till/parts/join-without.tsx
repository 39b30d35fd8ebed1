/** Joining without a smartphone: by a telephone number, or with a card number on paper. */
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { language } from "../../ui/format.ts";
import { Failure } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { enrolByPhone, joinByCard, joinByCode, sendCode } from "../kept/joining.ts";
import { usePlace } from "../kept/place.ts";
import type { Customer } from "../model/sale.ts";
import { phoneOf } from "../model/scan.ts";
import { TillField } from "./field.tsx";

export function JoinWithout({ desk }: { readonly desk: Desk }) {
  const place = usePlace();
  const joined = (customer: Customer): void => desk.move({ do: "customer", customer });
  return (
    <div className="flex flex-col gap-6">
      {place.mayEnrol && <ByNumber onJoined={joined} />}
      {!place.mayEnrol && first.club.joinBy.sms && <ByCode onJoined={joined} />}
      <ByCard onJoined={joined} />
    </div>
  );
}

interface Props {
  readonly onJoined: (customer: Customer) => void;
}

function ByNumber({ onJoined }: Props) {
  const { t } = useTranslation();
  const place = usePlace();
  const enrol = useMutation({
    mutationFn: (phone: string) => enrolByPhone(phone, place),
    onSuccess: onJoined,
  });
  return (
    <>
      {enrol.isError && <Failure error={enrol.error} />}
      <PhoneForm label={t("join.phoneJoin")} onPhone={(phone) => enrol.mutate(phone)} />
    </>
  );
}

function ByCode({ onJoined }: Props) {
  const { t } = useTranslation();
  const { store } = usePlace();
  const [code, setCode] = useState("");
  const asked = useMutation({ mutationFn: (phone: string) => sendCode(phone, language()) });
  const given = useMutation({
    mutationFn: (handle: string) => joinByCode({ handle, code: code.trim(), market: store.market }),
    onSuccess: onJoined,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (asked.data !== undefined) given.mutate(asked.data);
  };
  const error = asked.error ?? given.error;
  return (
    <>
      {error && <Failure error={error} />}
      {asked.data === undefined ? (
        <PhoneForm label={t("join.sms")} onPhone={(phone) => asked.mutate(phone)} />
      ) : (
        <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <p className="w-full">{t("join.smsText")}</p>
          <TillField
            label={t("join.smsCode")}
            inputMode="numeric"
            maxLength={6}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
          <Button size="till" type="submit" busy={given.isPending && t("ui.saving")}>
            {t("join.phoneJoin")}
          </Button>
        </form>
      )}
    </>
  );
}

function PhoneForm({
  label,
  onPhone,
}: {
  readonly label: string;
  readonly onPhone: (phone: string) => void;
}) {
  const { t } = useTranslation();
  const { callingCode } = usePlace();
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const phone = phoneOf(typed.trim(), callingCode);
    setWrong(phone === null);
    if (phone !== null) onPhone(phone);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <TillField
        label={t("join.phone")}
        type="tel"
        value={typed}
        error={isWrong ? t("join.phoneWrong") : undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button size="till" type="submit">
        {label}
      </Button>
    </form>
  );
}

function ByCard({ onJoined }: Props) {
  const { t } = useTranslation();
  const place = usePlace();
  const join = useMutation({ mutationFn: () => joinByCard(place) });
  if (join.data)
    return (
      <div className="flex flex-col gap-4">
        <p role="status" className="num text-xl font-semibold">
          {t("join.cardNumber", { number: numberOf(join.data) })}
        </p>
        <Button size="till" onClick={() => onJoined(join.data)}>
          {t("quote.done")}
        </Button>
      </div>
    );
  return (
    <div className="flex flex-col gap-3">
      <p>{t("join.cardText")}</p>
      {join.isError && <Failure error={join.error} />}
      <Button
        size="till"
        kind="plain"
        busy={join.isPending && t("ui.saving")}
        onClick={() => join.mutate()}
      >
        {t("join.cardJoin")}
      </Button>
    </div>
  );
}

/** In fours, as numbers are read and written. */
const numberOf = ({ who }: Customer): string =>
  ("member" in who ? who.member.id : "").replaceAll(/(\d{4})(?=\d)/g, "$1 ");
