/** By what the club knows the member: addresses to add, prove and give up. */
import { useMutation, useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listIdentities } from "@trofast/contract/joining";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { useFocusOnWrong } from "../../ui/focus-wrong.ts";
import { first } from "../../ui/first.ts";
import { dayAndYear } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { identitiesCall } from "../calls.ts";
import { CodeForm } from "../join/code-form.tsx";
import { useStepUp } from "../step-up/step-up.tsx";

type Identity = AnswerOf<typeof listIdentities>["data"][number];

const SOURCES = ["email", "phone", "club-card"] as const;
const sourceOf = (source: string): (typeof SOURCES)[number] | "other" =>
  SOURCES.find((known) => known === source) ?? "other";

export function Addresses() {
  const { t } = useTranslation();
  const identities = useQuery(identitiesCall);
  const now = identities.data?.filter(({ until }) => until === null) ?? [];
  const before = identities.data?.filter(({ until }) => until !== null) ?? [];
  const { email, sms } = first.club.joinBy;
  return (
    <Screen title={t("addresses.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <p>{t("addresses.lead")}</p>
      {identities.isPending && <Loading rows={2} className="h-20" />}
      {identities.isError && (
        <Failure error={identities.error} retry={() => void identities.refetch()} />
      )}
      {now.length > 0 && (
        <ul className="flex flex-col gap-3">
          {now.map((identity) => (
            <Address key={`${identity.source}${identity.id}`} identity={identity} />
          ))}
        </ul>
      )}
      {(email || sms) && <Add />}
      {before.length > 0 && (
        <section>
          <h2 className="mb-2 text-xl">{t("addresses.before")}</h2>
          <ul className="list-disc pl-5">
            {before.map(({ source, id, until }) => (
              <li key={`${source}${id}${until}`} className="break-all">
                {id} {until !== null && t("addresses.until", { day: dayAndYear(until) })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Screen>
  );
}

function Address({ identity }: { readonly identity: Identity }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { guard, sheet } = useStepUp((error) => setProblem(failureText(error)));
  const { source, id, provenAt, since } = identity;
  const remove = async (): Promise<void> => {
    setProblem(null);
    await guard(async () => {
      const { data } = await trofast.joining.removeIdentity({ params: { source, id } });
      queries.setQueryData(identitiesCall.queryKey, data);
      tell(t("addresses.removed"));
    });
  };
  const canGo = source === "email" || source === "phone";
  return (
    <Card as="li">
      <p className="text-sm text-muted">{t(`addresses.source.${sourceOf(source)}`)}</p>
      <p className="font-semibold break-all">{id}</p>
      <p className="text-sm">
        {!canGo
          ? t("addresses.since", { day: dayAndYear(since) })
          : provenAt === null
            ? t("addresses.unproven")
            : t("addresses.proven", { day: dayAndYear(provenAt) })}
      </p>
      {canGo && !isAsked && (
        <Button
          kind="quiet"
          className="-ml-5"
          aria-label={t("addresses.remove", { what: id })}
          onClick={() => setAsked(true)}
        >
          {t("addresses.removeDo")}
        </Button>
      )}
      {isAsked && (
        <div className="mt-3 flex flex-col gap-3">
          <p className="font-medium">{t("addresses.removeAsk", { what: id })}</p>
          <p>{t("addresses.removeWhat")}</p>
          <div className="flex flex-wrap gap-2">
            <Button kind="danger" onClick={() => void remove()}>
              {t("addresses.removeDo")}
            </Button>
            <Button kind="quiet" onClick={() => setAsked(false)}>
              {t("ui.cancel")}
            </Button>
          </div>
        </div>
      )}
      {problem !== null && (
        <p role="alert" className="mt-2 font-medium text-bad">
          {problem}
        </p>
      )}
      {sheet}
    </Card>
  );
}

function Add() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [address, setAddress] = useState("");
  const [handle, setHandle] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { guard, sheet } = useStepUp((error) => setProblem(failureText(error)));
  const send = async (): Promise<void> => {
    setProblem(null);
    if (address.trim() === "") {
      setProblem(t("join.empty"));
      return;
    }
    await guard(async () => {
      const sent = await trofast.joining.addIdentity({ body: { identifier: address.trim() } });
      setHandle(sent.handle);
    });
  };
  const verify = useMutation({
    mutationFn: (body: { handle: string; code: string }) =>
      trofast.joining.verifyIdentity({ body }),
    onSuccess: ({ data }) => {
      queries.setQueryData(identitiesCall.queryKey, data);
      setHandle(null);
      setAddress("");
      tell(t("addresses.added"));
    },
  });
  return (
    <Card aria-labelledby="add-address">
      <h2 id="add-address" className="mb-3 text-xl">
        {t("addresses.add")}
      </h2>
      {handle === null ? (
        <AddForm
          address={address}
          onAddress={setAddress}
          onSend={() => void send()}
          problem={problem}
        />
      ) : (
        <CodeForm
          lead={t("addresses.sent", { to: address.trim() })}
          error={verify.error}
          isBusy={verify.isPending}
          onCode={(code) => verify.mutate({ handle, code })}
        >
          <Button kind="quiet" onClick={() => setHandle(null)}>
            {t("join.other")}
          </Button>
        </CodeForm>
      )}
      {sheet}
    </Card>
  );
}

function AddForm({
  address,
  onAddress,
  onSend,
  problem,
}: {
  readonly address: string;
  readonly onAddress: (address: string) => void;
  readonly onSend: () => void;
  readonly problem: string | null;
}) {
  const { t } = useTranslation();
  const { ref, focusWrong } = useFocusOnWrong(problem);
  return (
    <form
      ref={ref}
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
        if (address.trim() === "") focusWrong();
      }}
    >
      <TextField
        label={t("addresses.addField")}
        autoComplete="off"
        autoCapitalize="none"
        value={address}
        onChange={({ target }) => onAddress(target.value)}
        error={problem ?? undefined}
      />
      <Button type="submit" className="self-start">
        {t("addresses.addDo")}
      </Button>
    </form>
  );
}
