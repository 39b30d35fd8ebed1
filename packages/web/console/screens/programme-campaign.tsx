/** A campaign from its template to its publication; cost, reach and break-even follow what is typed. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { first, LANGUAGES } from "../../ui/first.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { isCampaign, type Campaign } from "../programme/campaign.ts";
import { CampaignDone, type Outcome } from "../programme/campaign-done.tsx";
import { CampaignEditor } from "../programme/campaign-editor.tsx";
import { clubDay, useClubNow } from "../programme/club-day.ts";
import { useWhyNot } from "../parts/why-not.ts";
import { useMay } from "../session.ts";
import { versionQuery } from "./programme.tsx";

export function CampaignPage() {
  const { t } = useTranslation();
  const { campaign } = useParams({ from: "/frame/programme/campaigns/$campaign" });
  const mayWrite = useMay("programme:write", "club");
  const whyNot = useWhyNot();
  if (!isCampaign(campaign)) return <Nothing>{t("campaign.unknown")}</Nothing>;
  if (!mayWrite) return <Nothing>{whyNot}</Nothing>;
  return <Known key={campaign} campaign={campaign} />;
}

function Nothing({ children }: { readonly children: string }) {
  const { t } = useTranslation();
  return (
    <Screen title={t("campaign.title")}>
      <Empty
        action={
          <Link to="/programme" className={buttonClass("plain", "console")}>
            {t("campaign.back")}
          </Link>
        }
      >
        {children}
      </Empty>
    </Screen>
  );
}

function Known({ campaign }: { readonly campaign: Campaign }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const now = useClubNow();
  const versions = useQuery({
    queryKey: ["programmes", "newest"],
    queryFn: ({ signal }) => trofast.programmes.list({ query: { limit: 50 }, signal }),
  });
  const inForce = versions.data?.data.find((version) => version.inForce);
  const programme = useQuery({
    ...versionQuery(inForce?.version ?? 0),
    enabled: inForce !== undefined,
  });
  const title = t(`campaign.of.${campaign}.name`);
  if (outcome) return <CampaignDone title={title} outcome={outcome} />;
  if (versions.data && !inForce) return <Nothing>{t("programme.none")}</Nothing>;
  const error = versions.error ?? programme.error;
  // In a language that we do not write, the name is for the club to say.
  const names = Object.fromEntries(
    first.club.languages.map((language) => [
      language,
      LANGUAGES.some((known) => known === language)
        ? t(`campaign.of.${campaign}.name`, { lng: language })
        : "",
    ]),
  );
  // A later version that is announced already knows nothing of what is published before it.
  const coming =
    now === null
      ? undefined
      : versions.data?.data.find(({ effectiveAt }) => Date.parse(effectiveAt) > now);
  return (
    <Screen title={title}>
      <p>{t(`campaign.of.${campaign}.about`)}</p>
      {error && <Failure error={error} retry={() => void versions.refetch()} />}
      {!error && programme.data && now !== null ? (
        <CampaignEditor
          campaign={campaign}
          document={programme.data.document}
          today={clubDay(now)}
          coming={coming ?? null}
          names={names}
          done={setOutcome}
        />
      ) : (
        !error && <Loading rows={4} className="h-24" />
      )}
    </Screen>
  );
}
