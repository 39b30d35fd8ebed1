/** The programme: the rules in force in sentences, drafts, versions, and a receipt to try them on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { dayAndTime, zoneOfMarket } from "../../ui/format.ts";
import { ReturnRate } from "../../ui/rules/return-rate.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { campaigns } from "../programme/campaign.ts";
import { CampaignList } from "../programme/campaign-list.tsx";
import { useClubNow } from "../programme/club-day.ts";
import { rulesOf, type Document } from "../programme/rule-form.ts";
import { RuleSentence } from "../programme/rule-sentence.tsx";
import { ruleName } from "../programme/sentences.ts";
import { TryReceipt } from "../programme/try-receipt.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

export function ProgrammePage() {
  const { t } = useTranslation();
  const versions = useQuery({
    queryKey: ["programmes", "newest"],
    queryFn: ({ signal }) => trofast.programmes.list({ query: { limit: 50 }, signal }),
  });
  const inForce = versions.data?.data.find((version) => version.inForce);
  return (
    <Screen title={t("programme.title")} className="in-order">
      <p>{t("programme.about")}</p>
      {versions.isPending && <Loading rows={5} className="h-16" />}
      {versions.isError && <Failure error={versions.error} retry={() => void versions.refetch()} />}
      {versions.data?.data.length === 0 && (
        <Empty
          action={
            <Link to="/start" className={buttonClass("main", "console")}>
              {t("programme.startAct")}
            </Link>
          }
        >
          {t("programme.none")}
        </Empty>
      )}
      {inForce && <CampaignsInForce version={inForce.version} />}
      {inForce && <Campaigns />}
      {inForce && <InForce version={inForce.version} />}
      {inForce && <TryReceipt />}
      <Drafts inForce={inForce?.version ?? null} />
      <Versions />
    </Screen>
  );
}

/** The templates of campaigns, each the beginning of one. */
function Campaigns() {
  const { t } = useTranslation();
  const mayWrite = useMay("programme:write", "club");
  if (!mayWrite) return null;
  return (
    <Panel title={t("campaign.start")} about={t("campaign.startAbout")}>
      <ul className="grid gap-x-5 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        {campaigns.map((campaign) => (
          <li key={campaign} className="flex flex-col">
            <Link
              to="/programme/campaigns/$campaign"
              params={{ campaign }}
              className="flex min-h-8 items-center font-medium text-brand underline"
            >
              {t(`campaign.of.${campaign}.name`)}
            </Link>
            <span className="text-sm text-muted">{t(`campaign.of.${campaign}.about`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function CampaignsInForce({ version }: { readonly version: number }) {
  const programme = useQuery(versionQuery(version));
  return <CampaignList document={programme.data?.document} />;
}

/** A version's document; one that is published never changes. */
export const versionQuery = (version: number) => ({
  queryKey: ["programmes", "version", version],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    trofast.programmes.get({ params: { version }, signal }),
});

function InForce({ version }: { readonly version: number }) {
  const { t } = useTranslation();
  const programme = useQuery(versionQuery(version));
  return (
    <Panel title={`${t("programme.rules")}: ${t("programme.inForce").toLocaleLowerCase()}`}>
      {programme.isPending && <Loading rows={5} />}
      {programme.isError && (
        <Failure error={programme.error} retry={() => void programme.refetch()} />
      )}
      <ReturnRate />
      {programme.data && <Rules document={programme.data.document} />}
    </Panel>
  );
}

export function Rules({ document }: { readonly document: Document }) {
  return (
    <ul className="flex flex-col">
      {rulesOf(document).map((rule, index) => (
        <li key={index} className="max-w-none border-b border-line py-2 last:border-0">
          <span className="font-medium">{ruleName(rule)}</span>
          <RuleSentence rule={rule} className="text-sm text-muted" />
        </li>
      ))}
    </ul>
  );
}

function Drafts({ inForce }: { readonly inForce: number | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("programme:write", "club");
  const remove = useAct(
    (id: string) => trofast.programmes.deleteDraft({ params: { id } }),
    () => {
      tell(t("programme.removed"));
      void client.invalidateQueries({ queryKey: ["drafts"] });
    },
  );
  return (
    <Panel title={t("programme.drafts")} id="new">
      <Pages
        queryKey={["drafts"]}
        read={(cursor, signal) => trofast.programmes.listDrafts({ query: from(cursor), signal })}
        empty={<p>{t("programme.noDrafts")}</p>}
      >
        {(drafts) => (
          <ul className="flex flex-col">
            {drafts.map(({ id, updatedAt }) => (
              <li
                key={id}
                className="flex flex-wrap items-center gap-3 border-b border-line py-2 last:border-0"
              >
                <Link
                  to="/programme/drafts/$draft"
                  params={{ draft: id }}
                  className="font-medium text-brand underline"
                >
                  {id}
                </Link>
                <span className="grow text-sm text-muted">
                  {t("programme.edited", { when: dayAndTime(updatedAt) })}
                </span>
                {mayWrite && (
                  <Confirmed
                    label={t("programme.remove")}
                    title={`${t("programme.remove")}: ${id}`}
                    consequence={<p>{t("programme.noDrafts")}</p>}
                    act={() => remove.mutate(id)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Pages>
      {mayWrite && inForce !== null && <NewDraft inForce={inForce} />}
    </Panel>
  );
}

function NewDraft({ inForce }: { readonly inForce: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [id, setId] = useState("");
  const make = useAct(
    async (name: string) => {
      const { document } = await trofast.programmes.get({ params: { version: inForce } });
      return await trofast.programmes.putDraft({
        params: { id: name },
        body: { document: JSON.stringify(document) },
        headers: { "if-none-match": "*" },
      });
    },
    ({ id: draft }) => {
      void client.invalidateQueries({ queryKey: ["drafts"] });
      void navigate({ to: "/programme/drafts/$draft", params: { draft } });
    },
  );
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(id);
      }}
    >
      <TextField
        className="min-h-10"
        label={t("programme.draftName")}
        hint={t("programme.draftHint")}
        pattern="[a-z][a-z0-9_\-]{0,59}"
        required
        value={id}
        onChange={(event) => setId(event.target.value)}
      />
      <Button type="submit" size="console" busy={make.isPending && t("ui.saving")}>
        {t("programme.begin")}
      </Button>
    </form>
  );
}

function Versions() {
  const { t } = useTranslation();
  const name = useId();
  const now = useClubNow() ?? Date.now();
  return (
    <Panel title={t("programme.versions")}>
      <Pages
        queryKey={["programmes", "list"]}
        read={(cursor, signal) => trofast.programmes.list({ query: from(cursor), signal })}
        empty={<p>{t("programme.none")}</p>}
      >
        {(versions) => (
          <ol id={name} className="flex flex-col">
            {versions.map(({ version, effectiveAt, inForce, note }) => (
              <li
                key={version}
                className="flex flex-wrap items-center gap-3 border-b border-line py-2 last:border-0"
              >
                <Link
                  to="/programme/versions/$version"
                  params={{ version: String(version) }}
                  className="font-medium text-brand underline"
                >
                  {t("programme.version", { version })}
                </Link>
                <span className="text-sm text-muted">
                  {inForce
                    ? t("programme.inForce")
                    : t(Date.parse(effectiveAt) > now ? "programme.coming" : "programme.past", {
                        when: dayAndTime(effectiveAt, zoneOfMarket()),
                      })}
                </span>
                <span className="text-sm">{note}</span>
              </li>
            ))}
          </ol>
        )}
      </Pages>
    </Panel>
  );
}
