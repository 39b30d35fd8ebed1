/** The campaigns that run, come and have ended: their days, what they give and whom they have reached. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { campaignStates } from "@trofast/contract/programmes-campaigns";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { amountOf, dayAndYear, number } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useMay } from "../session.ts";
import { endedOn } from "./campaign.ts";
import { clubDay, useClubNow } from "./club-day.ts";
import { PublishNote } from "./publish-note.tsx";
import { usePublishing } from "./publishing.ts";
import type { Document } from "./rule-form.ts";
import { RuleSentence } from "./rule-sentence.tsx";
import { ruleName } from "./sentences.ts";

type Campaign = Awaited<ReturnType<typeof trofast.programmes.campaigns>>["data"][number];

const campaignsKey = ["programmes", "campaigns"];

/** @param document of the version in force; undefined until it is there. */
export function CampaignList({ document }: { readonly document: Document | undefined }) {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: campaignsKey,
    queryFn: ({ signal }) => trofast.programmes.campaigns({ signal }),
  });
  const campaigns = list.data?.data ?? [];
  const states = campaignStates.filter((state) =>
    campaigns.some((campaign) => campaign.state === state),
  );
  return (
    <Panel title={t("campaign.list.title")} about={t("campaign.list.about")}>
      {list.isPending && <Loading rows={3} className="h-16" />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && campaigns.length === 0 && <p>{t("campaign.list.none")}</p>}
      {states.map((state) => (
        <section key={state} aria-label={t(`campaign.list.${state}`)}>
          <h3 className="font-semibold">{t(`campaign.list.${state}`)}</h3>
          <ul className="flex flex-col">
            {campaigns
              .filter((campaign) => campaign.state === state)
              .map((campaign) => (
                <One key={campaign.rule} campaign={campaign} document={document} />
              ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}

function One({
  campaign,
  document,
}: {
  readonly campaign: Campaign;
  readonly document: Document | undefined;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("programme:write", "club");
  const { definition, state, holdout, reach } = campaign;
  const given = Object.entries(campaign.given).map(([unit, amount]) => amountOf(unit, amount));
  return (
    <li className="flex flex-col items-start gap-1 border-b border-line py-2 last:border-0">
      <span className="font-medium">{ruleName(definition)}</span>
      <span className="text-sm">{useDays(campaign)}</span>
      <RuleSentence rule={definition} className="text-sm text-muted" />
      {holdout !== null && (
        <span className="text-sm">{t("campaign.list.holdout", { share: holdout })}</span>
      )}
      {state !== "coming" && (
        <span className="text-sm">
          {t("campaign.list.reach", { count: reach, reach: number(reach) })}
          {given.length > 0 && ` ${t("campaign.list.given", { given: given.join(", ") })}`}
        </span>
      )}
      {state === "running" && mayWrite && document !== undefined && (
        <EndToday campaign={campaign} document={document} />
      )}
    </li>
  );
}

function useDays({ firstDay, lastDay }: Campaign): string {
  const { t } = useTranslation();
  if (firstDay === null)
    return t("campaign.list.through", { day: lastDay === null ? "" : dayAndYear(lastDay) });
  if (lastDay === null) return t("campaign.list.from", { day: dayAndYear(firstDay) });
  return `${dayAndYear(firstDay)}–${dayAndYear(lastDay)}`;
}

/** A new version in which today is its last day. */
function EndToday({
  campaign: { rule, definition, lastDay },
  document,
}: {
  readonly campaign: Campaign;
  readonly document: Document;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const now = useClubNow();
  const done = (text: string): void => {
    tell(text);
    void client.invalidateQueries({ queryKey: ["programmes"] });
  };
  const publishing = usePublishing({
    published: ({ version }) => done(t("campaign.list.endedBy", { version })),
    asked: () => done(t("campaign.list.endAsked")),
  });
  if (now === null) return null;
  const today = clubDay(now);
  const next = endedOn(document, rule, today);
  if (next === null || lastDay === today) return null;
  const name = ruleName(definition);
  const publication = {
    document: JSON.stringify(next),
    note: t("campaign.list.endNote", { name }),
  };
  const { takesTwo, failed, isBusy } = publishing;
  return (
    <div className="flex flex-col items-start gap-2">
      <PublishNote takesTwo={takesTwo} failed={failed} />
      {takesTwo ? (
        <Button
          size="console"
          onClick={() => publishing.ask(publication)}
          busy={isBusy && t("ui.saving")}
        >
          {t("programme.publish.ask")}
        </Button>
      ) : (
        <Confirmed
          kind="plain"
          label={t("campaign.list.end")}
          title={t("campaign.list.endOf", { name })}
          consequence={<p>{t("campaign.list.endWhat")}</p>}
          act={() => publishing.publish(publication)}
          busy={isBusy}
        />
      )}
    </div>
  );
}
