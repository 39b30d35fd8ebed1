/** Rewards: how many there are and whether they are given out; codes; what was given to causes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listRewards } from "@trofast/contract/rewards";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { moneyList } from "../parts/amounts.ts";
import { Facts, Parts } from "../parts/pieces.tsx";
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

function Settle({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const failureText = useFailureText();
  const mayWrite = useMay("rewards:write");
  const [stock, setStock] = useState(reward.stock === null ? "" : String(reward.stock));
  const put = useAct(
    (body: { stock: number | null; paused: boolean }) =>
      trofast.rewards.put({
        params: { reward: reward.reward },
        body,
        headers: { "if-match": `"${reward.revision}"` },
      }),
    () => {
      tell(t("stock.rewards.saved"));
      void client.invalidateQueries({ queryKey: rewardsQuery.queryKey });
    },
    { quiet: true },
  );
  const wanted = stock.trim() === "" ? null : Number(stock);
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate({ stock: wanted, paused: reward.paused });
      }}
    >
      <Toggle
        label={t("stock.rewards.on")}
        checked={!reward.paused}
        disabled={!mayWrite || put.isPending}
        onChange={(isOn) => put.mutate({ stock: reward.stock, paused: !isOn })}
      />
      {mayWrite && (
        <div className="flex flex-wrap items-start gap-2">
          <TextField
            className="num min-h-10"
            type="number"
            min={0}
            label={t("stock.rewards.stock")}
            hint={t("stock.rewards.stockHint")}
            value={stock}
            onChange={(event) => setStock(event.target.value)}
          />
          <Button
            type="submit"
            size="console"
            kind="plain"
            className="mt-[1.9rem]"
            busy={put.isPending && t("ui.saving")}
          >
            {t("ui.save")}
          </Button>
        </div>
      )}
      {put.isError && (
        <p role="alert" className="font-medium text-bad">
          {put.error instanceof TrofastProblem && put.error.code === "precondition_failed"
            ? t("stock.rewards.shared")
            : failureText(put.error)}
        </p>
      )}
    </form>
  );
}
