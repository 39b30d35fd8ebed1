/** The ways to become a member at the counter: by one's own phone, or without one. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { time } from "../../ui/format.ts";
import { Qr } from "../../ui/qr.tsx";
import { Failure, Skeleton } from "../../ui/states.tsx";
import type { Desk } from "../counter.tsx";
import { reached } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { useScan } from "./find.tsx";
import { TillField } from "./field.tsx";
import { JoinWithout } from "./join-without.tsx";

const isThisMachine = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

export function JoinWays({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const [isWithout, setWithout] = useState(false);
  if (isWithout) return <JoinWithout desk={desk} />;
  return (
    <div className="flex flex-col gap-5">
      <ByPhone desk={desk} />
      <Button size="till" kind="plain" onClick={() => setWithout(true)}>
        {t("join.without")}
      </Button>
    </div>
  );
}

function ByPhone({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const { store } = usePlace();
  const token = useMutation({
    mutationFn: () => reached(trofast.joining.token({ body: { store: store.store } })),
  });
  const renew = token.mutate;
  useEffect(() => renew(), [renew]);
  if (token.isError) return <Failure error={token.error} retry={() => renew()} />;
  if (!token.data) return <Skeleton className="mx-auto size-64" />;
  const { path, expiresAt } = token.data;
  // Without an address of its own the club is where this page came from.
  const url = token.data.url ?? `${location.origin}${path}`;
  return (
    <div className="flex flex-col gap-4 sm:flex-row sm:items-start">
      <div className="flex shrink-0 flex-col items-center gap-2">
        <Qr text={url} label={url} className="size-64 rounded-card" />
        <p className="num text-muted">{t("join.until", { time: time(expiresAt) })}</p>
        <Button size="till" kind="plain" onClick={() => renew()}>
          {t("join.renew")}
        </Button>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <p>{t("join.scan")}</p>
        <p className="break-all text-muted">{url}</p>
        {isThisMachine(url) && <p>{t("join.here")}</p>}
        <p>{t("join.after")}</p>
        <NewCard desk={desk} />
      </div>
    </div>
  );
}

function NewCard({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const noCard = (): void => setError(t("find.unknown"));
  const { take } = useScan(
    { ...desk, stop: setError, fail: () => setError(t("find.nobody")) },
    { onReceipt: noCard, onPresence: noCard, onCode: noCard },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setError(undefined);
    void take(typed);
    setTyped("");
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <TillField
        label={t("join.card")}
        // The scanner types where the focus is; on a phone focus would push the code to read out of sight.
        autoFocus={matchMedia("(pointer: fine) and (min-width: 640px)").matches}
        value={typed}
        error={error}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Button size="till" type="submit">
        {t("find.go")}
      </Button>
    </form>
  );
}
