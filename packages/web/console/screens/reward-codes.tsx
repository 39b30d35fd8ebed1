/** Campaigns of codes, and what members gave to causes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named, number } from "../../ui/format.ts";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { moneyList } from "../parts/amounts.ts";
import { download } from "../parts/csv.ts";
import { FileButton } from "../parts/file-button.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

const KINDS = ["bulk", "public", "pool"] as const;
type Kind = (typeof KINDS)[number];

export function Codes() {
  const { t } = useTranslation();
  const mayWrite = useMay("rewards:write");
  return (
    <>
      <Panel title={t("stock.rewards.codes")}>
        <Pages
          queryKey={["campaigns"]}
          read={(cursor, signal) => trofast.codes.listCampaigns({ query: from(cursor), signal })}
          empty={<p>{t("stock.rewards.noCampaigns")}</p>}
        >
          {(campaigns) => (
            <Table
              name={t("stock.rewards.codes")}
              columns={[
                { head: t("stock.rewards.campaign") },
                { head: t("stock.rewards.kind") },
                { head: t("stock.rewards.reward") },
                { head: t("stock.rewards.free"), isNumber: true },
                { head: t("stock.rewards.uses"), isNumber: true },
                { head: t("stock.rewards.edit") },
              ]}
              rows={campaigns.map((campaign) => ({
                key: campaign.campaign,
                cells: [
                  campaign.campaign,
                  t(`stock.rewards.kinds.${campaign.kind}`),
                  named(first.club.rewards[campaign.reward]?.name, campaign.reward),
                  number(campaign.free),
                  number(campaign.uses),
                  mayWrite && <Fill campaign={campaign.campaign} kind={campaign.kind} />,
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
      {mayWrite && <NewCampaign />}
    </>
  );
}

function NewCampaign() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const rewards = Object.keys(first.club.rewards);
  const [campaign, setCampaign] = useState("");
  const [kind, setKind] = useState<Kind>("bulk");
  const [reward, setReward] = useState(rewards[0] ?? "");
  const [usesMax, setUsesMax] = useState("100");
  const [code, setCode] = useState("");
  const put = useAct(
    () =>
      trofast.codes.putCampaign({
        params: { campaign },
        body: {
          kind,
          reward,
          ...(kind === "public" && { usesMax: Number(usesMax) }),
          ...(kind === "public" && code.trim() !== "" && { code: code.trim() }),
        },
      }),
    () => {
      tell(t("stock.rewards.campaignSaved"));
      setCampaign("");
      void client.invalidateQueries({ queryKey: ["campaigns"] });
    },
  );
  return (
    <Panel title={t("stock.rewards.newCampaign")}>
      <form
        className="grid items-start gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(undefined);
        }}
      >
        <TextField
          className="min-h-10"
          label={t("stock.rewards.campaign")}
          hint={t("stock.rewards.campaignHint")}
          pattern="[a-z][a-z0-9_\-]{0,59}"
          required
          value={campaign}
          onChange={(event) => setCampaign(event.target.value)}
        />
        <SelectField
          className="min-h-10"
          label={t("stock.rewards.kind")}
          value={kind}
          options={KINDS.map((value) => ({ value, text: t(`stock.rewards.kinds.${value}`) }))}
          onChange={(event) => setKind(KINDS.find((one) => one === event.target.value) ?? "bulk")}
        />
        <SelectField
          className="min-h-10"
          label={t("stock.rewards.reward")}
          value={reward}
          options={rewards.map((value) => ({
            value,
            text: named(first.club.rewards[value]?.name, value),
          }))}
          onChange={(event) => setReward(event.target.value)}
        />
        {kind === "public" && (
          <>
            <TextField
              className="num min-h-10"
              type="number"
              min={1}
              label={t("stock.rewards.usesMax")}
              value={usesMax}
              onChange={(event) => setUsesMax(event.target.value)}
            />
            <TextField
              className="min-h-10"
              maxLength={100}
              label={t("stock.rewards.ownCode")}
              hint={t("stock.rewards.ownCodeHint")}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </>
        )}
        <div className="sm:col-span-2">
          <Button type="submit" size="console" busy={put.isPending && t("ui.saving")}>
            {t("stock.rewards.put")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Fill({ campaign, kind }: { readonly campaign: string; readonly kind: Kind }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [count, setCount] = useState("100");
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["campaigns"] });
  const make = useAct(
    () =>
      trofast.codes.make({
        params: { campaign },
        body: { batch: `list-${Date.now()}`, count: Number(count) },
      }),
    (table) => {
      download(`${campaign}.csv`, table);
      tell(t("stock.rewards.made"));
      refresh();
    },
  );
  const read = useAct(
    (table: string) => trofast.codes.import({ params: { campaign }, body: table }),
    ({ stored, rows }) => {
      tell(t("stock.rewards.uploaded", { stored, refused: rows - stored }));
      refresh();
    },
  );
  if (kind === "public") return null;
  if (kind === "pool")
    return (
      <FileButton
        label={t("stock.rewards.upload")}
        onText={(text) => read.mutate(text)}
        isBusy={read.isPending}
      />
    );
  return (
    <span className="flex items-center gap-2">
      <input
        type="number"
        min={1}
        max={10_000}
        aria-label={t("stock.rewards.count")}
        value={count}
        onChange={(event) => setCount(event.target.value)}
        className="num min-h-9 w-24 rounded-control border border-line-strong bg-card px-2"
      />
      <Button
        size="console"
        kind="plain"
        onClick={() => make.mutate(undefined)}
        busy={make.isPending && t("ui.saving")}
      >
        {t("stock.rewards.make")}
      </Button>
    </span>
  );
}

export function Charity() {
  const { t } = useTranslation();
  const charity = useQuery({
    queryKey: ["charity"],
    queryFn: ({ signal }) => trofast.rewards.charity({ signal }),
  });
  if (charity.isPending) return <Loading rows={2} />;
  if (charity.isError)
    return <Failure error={charity.error} retry={() => void charity.refetch()} />;
  if (charity.data.data.length === 0) return <Empty>{t("stock.rewards.noCharity")}</Empty>;
  return (
    <Panel title={t("stock.rewards.charity")}>
      <Table
        name={t("stock.rewards.charity")}
        columns={[
          { head: t("stock.rewards.reward") },
          { head: t("stock.rewards.gifts"), isNumber: true },
          { head: t("stock.rewards.given"), isNumber: true },
        ]}
        rows={charity.data.data.map(({ reward, gifts, given }) => ({
          key: reward,
          cells: [
            named(first.club.rewards[reward]?.name, reward),
            number(gifts),
            given.length === 0 ? "–" : moneyList(given),
          ],
        }))}
      />
    </Panel>
  );
}
