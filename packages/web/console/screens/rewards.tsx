/** Rewards: how many there are and whether they are given out; codes; what was given to causes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { putReward, type listRewards } from "@trofast/contract/rewards";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { moneyList } from "../parts/amounts.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Facts, Parts } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { REWARD_PARTS } from "../search.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { Charity, Codes } from "./reward-codes.tsx";

type Reward = AnswerOf<typeof listRewards>["data"][number];

export function Rewards() {
  const { t } = useTranslation();
  const { part = "rewards" } = useSearch({ from: "/frame/rewards" });
  return (
    <Screen title={t("stock.rewards.title")}>
      <Parts
        label={t("stock.rewards.parts")}
        open={part}
        parts={REWARD_PARTS.map((id) => ({ id, text: t(`stock.rewards.${id}`) }))}
        to={(id, look) => <Link to="/rewards" search={{ part: id }} {...look} />}
      />
      {part === "rewards" && <All />}
      {part === "codes" && <Codes />}
      {part === "charity" && <Charity />}
    </Screen>
  );
}

export const rewardsQuery = {
  queryKey: ["rewards"],
  queryFn: ({ signal }: { signal: AbortSignal }) => trofast.rewards.list({ signal }),
};

function All() {
  const { t } = useTranslation();
  const rewards = useQuery(rewardsQuery);
  if (rewards.isPending) return <Loading rows={4} className="h-32" />;
  if (rewards.isError)
    return <Failure error={rewards.error} retry={() => void rewards.refetch()} />;
  const { data } = rewards.data;
  if (data.length === 0)
    return (
      <Empty
        action={
          <Link to="/programme" className={buttonClass("main", "console")}>
            {t("stock.rewards.toProgramme")}
          </Link>
        }
      >
        {t("stock.rewards.none")}
      </Empty>
    );
  return (
    <>
      <p className="text-sm text-muted">{t("stock.rewards.about")}</p>
      <ul className="grid gap-4 lg:grid-cols-2">
        {data.map((reward) => (
          <One key={`${reward.reward} ${reward.revision}`} reward={reward} />
        ))}
      </ul>
    </>
  );
}

function One({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation();
  const name = named(first.club.rewards[reward.reward]?.name, reward.reward);
  const facts = [
    { name: t("stock.rewards.taken"), value: number(reward.taken) },
    { name: t("stock.rewards.used"), value: number(reward.used) },
    {
      name: t("stock.rewards.left"),
      value: reward.left === null ? t("stock.rewards.noEnd") : number(reward.left),
    },
    ...(reward.codesLeft === null
      ? []
      : [{ name: t("stock.rewards.codesLeft"), value: number(reward.codesLeft) }]),
    ...(reward.worth.length === 0
      ? []
      : [{ name: t("stock.rewards.worth"), value: moneyList(reward.worth) }]),
  ];
  return (
    <Card as="li" aria-label={name} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h2 className="text-lg">{name}</h2>
        {reward.kind === "experience" && (
          <Link
            to="/rewards/$reward/guests"
            params={{ reward: reward.reward }}
            className={buttonClass("plain", "console")}
          >
            {t("stock.rewards.guests")}
          </Link>
        )}
      </div>
      <Facts facts={facts} />
      <Settle reward={reward} />
    </Card>
  );
}

interface Settled {
  readonly stock: string;
}

function Settle({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation();
  const mayWrite = useMay("rewards:write", "club");
  const client = useQueryClient();
  const call = (body: { readonly stock: number | null; readonly paused: boolean }) => ({
    params: { reward: reward.reward },
    body,
    headers: { "if-match": `"${reward.revision}"` },
  });
  const done = (): void => {
    tell(t("stock.rewards.saved"));
    void client.invalidateQueries({ queryKey: rewardsQuery.queryKey });
  };
  const pause = useAct(
    (paused: boolean) => trofast.rewards.put(call({ stock: reward.stock, paused })),
    done,
  );
  const form = useSavedForm({
    key: `reward_${reward.reward}`,
    start: { stock: reward.stock === null ? "" : String(reward.stock) } satisfies Settled,
    fields: ["stock"],
    endpoint: putReward,
    input: ({ stock }: Settled) =>
      call({ stock: stock.trim() === "" ? null : decimalOf(stock), paused: reward.paused }),
    call: (input) => trofast.rewards.put(input),
    done,
  });
  return (
    <div className="flex flex-col gap-2">
      <Toggle
        label={t("stock.rewards.on")}
        checked={!reward.paused}
        disabled={!mayWrite || pause.isPending}
        onChange={(isOn) => pause.mutate(!isOn)}
      />
      {mayWrite && (
        <FormFrame
          form={form}
          submit={t("ui.save")}
          kind="plain"
          onFailure={(error) =>
            error instanceof TrofastProblem &&
            error.code === "precondition_failed" && <p>{t("stock.rewards.shared")}</p>
          }
        >
          <TextField
            className="num min-h-10"
            inputMode="numeric"
            label={t("stock.rewards.stock")}
            hint={t("stock.rewards.stockHint")}
            {...form.field("stock")}
          />
        </FormFrame>
      )}
    </div>
  );
}
