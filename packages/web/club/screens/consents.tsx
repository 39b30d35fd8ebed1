/** Consents per purpose and channel in the club's own words, and how often and when one wants to hear from it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listWordings, myConsents } from "@trofast/contract/consents";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear, language } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Choice, Toggle } from "../../ui/toggle.tsx";
import { BackLink } from "../back-link.tsx";
import { consentsCall, wordingsCall } from "../calls.ts";
import { PendingConsents } from "../consents/pending.tsx";
import { UnwantedTips } from "../consents/unwanted-tips.tsx";

type Standing = AnswerOf<typeof myConsents>;
type Wording = AnswerOf<typeof listWordings>["data"][number];
type Change = Parameters<typeof trofast.consents.putMine>[0]["body"];
type Purpose = Standing["consents"][number]["purpose"];
type Channel = NonNullable<Standing["consents"][number]["channel"]>;

const PURPOSES = ["marketing", "profiling", "personalised_marketing", "sharing"] as const;
const CHANNELS = ["email", "sms", "push", "post", "phone"] as const;

export function ConsentsPage() {
  const { t } = useTranslation();
  const standing = useQuery(consentsCall);
  const wordings = useQuery(wordingsCall);
  const error = standing.error ?? wordings.error;
  return (
    <Screen title={t("consents.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <p>{t("consents.lead")}</p>
      {error && (
        <Failure
          error={error}
          retry={() => {
            void standing.refetch();
            void wordings.refetch();
          }}
        />
      )}
      {(standing.isPending || wordings.isPending) && <Loading rows={3} className="h-36" />}
      {standing.data && wordings.data && (
        <Wishes standing={standing.data} wordings={wordings.data} />
      )}
    </Screen>
  );
}

function Wishes({
  standing,
  wordings,
}: {
  readonly standing: Standing;
  readonly wordings: readonly Wording[];
}) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const change = useMutation({
    mutationFn: (body: Change) => trofast.consents.putMine({ body }),
    onSuccess: (next) => {
      queries.setQueryData(consentsCall.queryKey, next);
      void queries.invalidateQueries({ queryKey: ["mirror"] });
      tell(t("ui.saved"));
    },
    onError: (error) => tell(failureText(error)),
  });
  return (
    <>
      <PendingConsents standing={standing} />
      {wordings.length === 0 && <Empty>{t("consents.none")}</Empty>}
      {PURPOSES.map((purpose) => {
        const wording = wordsOf(purpose, wordings);
        return wording === undefined ? null : (
          <PurposeCard
            key={purpose}
            purpose={purpose}
            wording={wording}
            standing={standing}
            isBusy={change.isPending}
            onChange={change.mutate}
          />
        );
      })}
      <Rhythm standing={standing} onChange={change.mutate} />
      <UnwantedTips />
      <Said standing={standing} />
    </>
  );
}

/** In the reader's language, else in the first of the club's: what was agreed to can be taken back in any. */
function wordsOf(purpose: Purpose, wordings: readonly Wording[]): Wording | undefined {
  const wanted = [language(), ...first.club.languages];
  const rank = (words: Wording): number => {
    const place = wanted.indexOf(words.language);
    return place < 0 ? wanted.length : place;
  };
  return wordings
    .filter((words) => words.purpose === purpose)
    .toSorted((left, right) => rank(left) - rank(right))[0];
}

function PurposeCard({
  purpose,
  wording,
  standing,
  isBusy,
  onChange,
}: {
  readonly purpose: Purpose;
  readonly wording: Wording;
  readonly standing: Standing;
  readonly isBusy: boolean;
  readonly onChange: (change: Change) => void;
}) {
  const { t } = useTranslation();
  const hintOf = (said: Standing["consents"][number] | undefined, isWaiting: boolean) => {
    if (isWaiting) return t("consents.waits");
    return said?.given === true ? t("consents.since", { day: dayAndYear(said.at) }) : undefined;
  };
  const reachesOut = purpose === "marketing" || purpose === "personalised_marketing";
  const ways: readonly (Channel | null)[] = reachesOut ? CHANNELS : [null];
  return (
    <Card aria-labelledby={`consent-${purpose}`}>
      <h2 id={`consent-${purpose}`} className="text-xl">
        {t(`consents.purpose.${purpose}`)}
      </h2>
      <p className="my-2" lang={wording.language}>
        {wording.wording}
      </p>
      {ways.map((channel) => {
        const said = standing.consents.find(
          (consent) => consent.purpose === purpose && consent.channel === channel,
        );
        const isWaiting = standing.pending.some(
          (pending) => pending.purpose === purpose && pending.channel === channel,
        );
        return (
          <Toggle
            key={channel ?? "all"}
            label={
              channel === null ? t(`consents.purpose.${purpose}`) : t(`consents.channel.${channel}`)
            }
            hint={hintOf(said, isWaiting)}
            checked={said?.given ?? false}
            disabled={isBusy}
            onChange={(given) =>
              onChange({
                consents: [
                  {
                    purpose,
                    given,
                    language: wording.language,
                    wordingVersion: wording.version,
                    ...(channel !== null && { channel }),
                  },
                ],
              })
            }
          />
        );
      })}
    </Card>
  );
}

const DAYS_OF_WEEK = 7;

function Rhythm({
  standing,
  onChange,
}: {
  readonly standing: Standing;
  readonly onChange: (change: Change) => void;
}) {
  const { t } = useTranslation();
  const { rhythm, quiet, most } = standing.contact;
  const [from, setFrom] = useState(quiet?.from ?? "21:00");
  const [to, setTo] = useState(quiet?.to ?? "08:00");
  const inWords = ({ messages, days }: { messages: number; days: number }): string =>
    t(days === DAYS_OF_WEEK ? "consents.mostAWeek" : "consents.mostInFourWeeks", {
      count: messages,
    });
  const keep = (next: { from: string; to: string }): void => {
    if (/^\d\d:\d\d$/.test(next.from) && /^\d\d:\d\d$/.test(next.to))
      onChange({ contact: { quiet: next } });
  };
  return (
    <Card as="div" className="flex flex-col gap-4">
      <Choice
        legend={t("consents.rhythm")}
        value={rhythm}
        options={(["lite", "lagom", "more"] as const).map((value) => ({
          value,
          text: t(`consents.rhythms.${value}`),
        }))}
        onChange={(value) => onChange({ contact: { rhythm: value } })}
      />
      <p className="text-sm text-muted">{inWords(most[rhythm])}</p>
      <Toggle
        label={t("consents.quiet")}
        hint={t("consents.quietOn")}
        checked={quiet !== null}
        onChange={(isOn) => onChange({ contact: { quiet: isOn ? { from, to } : null } })}
      />
      {quiet !== null && (
        <div className="grid grid-cols-1 gap-3 min-[24rem]:grid-cols-2">
          <TextField
            label={t("consents.from")}
            type="time"
            value={from}
            onChange={({ target }) => setFrom(target.value)}
            onBlur={() => from !== quiet.from && keep({ from, to })}
          />
          <TextField
            label={t("consents.to")}
            type="time"
            value={to}
            onChange={({ target }) => setTo(target.value)}
            onBlur={() => to !== quiet.to && keep({ from, to })}
          />
        </div>
      )}
    </Card>
  );
}

function Said({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  if (standing.history.length === 0) return null;
  return (
    <details className="rounded-card border border-line bg-card px-4">
      <summary className="min-h-12 py-3 font-medium">{t("consents.history")}</summary>
      <ul className="pb-4">
        {standing.history.map(({ purpose, channel, given, at }) => (
          <li key={`${purpose}${channel}${at}${given}`} className="border-t border-line py-2">
            {t(`consents.purpose.${purpose}`)}
            {channel !== null && ` · ${t(`consents.channel.${channel}`)}`}:{" "}
            <strong>{t(given ? "consents.gave" : "consents.took")}</strong>{" "}
            <span className="text-sm text-muted">{dayAndYear(at)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
