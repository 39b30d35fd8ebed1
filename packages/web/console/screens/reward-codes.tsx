/** Campaigns of codes, and what members gave to causes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { makeCodes, putCampaign } from "@trofast/contract/rewards-codes";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named, number } from "../../ui/format.ts";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { moneyList } from "../parts/amounts.ts";
import { AskSecond, needsTwo } from "../parts/ask-second.tsx";
import { download } from "../parts/csv.ts";
import { FileButton } from "../parts/file-button.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { Below, from, Pages } from "../parts/lists.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm, type SavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useWhyNot } from "../parts/why-not.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

const KINDS = ["bulk", "public", "pool"] as const;
type Kind = (typeof KINDS)[number];

export function Codes() {
  const { t } = useTranslation();
  const mayRead = useMay("rewards:read", "club");
  const mayWrite = useMay("rewards:write", "club");
  const whyNot = useWhyNot();
  if (!mayRead) return <Empty>{whyNot}</Empty>;
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
      <Below queryKey={["campaigns"]}>{mayWrite && <NewCampaign />}</Below>
    </>
  );
}

interface Campaign {
  readonly campaign: string;
  readonly kind: Kind;
  readonly reward: string;
  readonly usesMax: string;
  readonly code: string;
}

const callOf = ({ campaign, kind, reward, usesMax, code }: Campaign) => ({
  params: { campaign: campaign.trim() },
  body: {
    kind,
    reward,
    ...(kind === "public" && { usesMax: decimalOf(usesMax) }),
    ...(kind === "public" && code.trim() !== "" && { code: code.trim() }),
  },
});

/** A code for everybody is a list of as many as may use it. */
const askedOf = ({ campaign, usesMax }: Campaign) => ({
  kind: "bulk_codes" as const,
  payload: { campaign: campaign.trim(), count: decimalOf(usesMax) },
});

function NewCampaign() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const rewards = Object.keys(first.club.rewards);
  const form = useSavedForm({
    key: "campaign",
    start: {
      campaign: "",
      kind: "bulk",
      reward: rewards[0] ?? "",
      usesMax: "100",
      code: "",
    } satisfies Campaign,
    fields: ["campaign", "kind", "reward", "usesMax", "code"],
    endpoint: putCampaign,
    input: callOf,
    call: (input) => trofast.codes.putCampaign(input),
    done: () => {
      tell(t("stock.rewards.campaignSaved"));
      void client.invalidateQueries({ queryKey: ["campaigns"] });
    },
    isEmptied: true,
  });
  return (
    <Panel title={t("stock.rewards.newCampaign")}>
      <FormFrame
        form={form}
        submit={t("stock.rewards.put")}
        fields="grid items-start gap-3 sm:grid-cols-2"
        onFailure={(error) =>
          needsTwo(error) && <AskSecond body={askedOf(form.form.getValues())} />
        }
      >
        <TextField
          className="min-h-10"
          label={t("stock.rewards.campaign")}
          hint={t("stock.rewards.campaignHint")}
          {...form.field("campaign")}
        />
        <SelectField
          className="min-h-10"
          label={t("stock.rewards.kind")}
          options={KINDS.map((value) => ({ value, text: t(`stock.rewards.kinds.${value}`) }))}
          {...form.field("kind")}
        />
        <SelectField
          className="min-h-10"
          label={t("stock.rewards.reward")}
          options={rewards.map((value) => ({
            value,
            text: named(first.club.rewards[value]?.name, value),
          }))}
          {...form.field("reward")}
        />
        {form.form.watch("kind") === "public" && <PublicCode form={form} />}
      </FormFrame>
    </Panel>
  );
}

function PublicCode({ form }: { readonly form: SavedForm<Campaign> }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        className="num min-h-10"
        inputMode="numeric"
        label={t("stock.rewards.usesMax")}
        {...form.field("usesMax")}
      />
      <TextField
        className="min-h-10"
        label={t("stock.rewards.ownCode")}
        hint={t("stock.rewards.ownCodeHint")}
        {...form.field("code")}
      />
    </>
  );
}

function Fill({ campaign, kind }: { readonly campaign: string; readonly kind: Kind }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["campaigns"] });
  const read = useAct(
    (table: string) => trofast.codes.import({ params: { campaign }, body: table }),
    ({ stored, rows }) => {
      tell(t("stock.rewards.uploaded", { stored, refused: rows - stored }));
      refresh();
    },
  );
  if (kind === "public") return null;
  if (kind === "bulk") return <MakeCodes campaign={campaign} done={refresh} />;
  return (
    <FileButton
      label={t("stock.rewards.upload")}
      onFile={(file) => void file.text().then((text) => read.mutate(text))}
      isBusy={read.isPending}
    />
  );
}

const newBatch = (): string => `list-${Date.now()}`;

/** The list is a file, handed out once: a name by the instant makes each of them another. */
function MakeCodes({ campaign, done }: { readonly campaign: string; readonly done: () => void }) {
  const { t } = useTranslation();
  const [batch, setBatch] = useState(newBatch);
  const form = useSavedForm({
    key: `codes_${campaign}`,
    start: { count: "100" },
    fields: ["count"],
    endpoint: makeCodes,
    input: ({ count }: { readonly count: string }) => ({
      params: { campaign },
      body: { batch, count: decimalOf(count) },
    }),
    call: (input) => trofast.codes.make(input),
    done: (table) => {
      download(`${campaign}.csv`, table);
      tell(t("stock.rewards.made"));
      setBatch(newBatch());
      done();
    },
  });
  const asked = (): number => decimalOf(form.form.getValues("count"));
  return (
    <FormFrame
      form={form}
      submit={t("stock.rewards.make")}
      kind="plain"
      isInRow
      onFailure={(error) =>
        needsTwo(error) && (
          <AskSecond body={{ kind: "bulk_codes", payload: { campaign, batch, count: asked() } }} />
        )
      }
    >
      <TextField
        className="num min-h-10 max-w-28"
        inputMode="numeric"
        label={<span className="sr-only">{t("stock.rewards.count")}</span>}
        {...form.field("count")}
      />
    </FormFrame>
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
