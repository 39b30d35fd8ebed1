/** What a draft would have cost and given, on the last months' real events. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { number, percent } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { aboutMoney, changeOfMoney } from "../parts/amounts.ts";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import type { Document } from "./rule-form.ts";

export function WhatIf({ document }: { readonly document: Document }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const answer = useMutation({
    mutationFn: () =>
      trofast.programmes.whatIf({ body: { document: JSON.stringify(document), months: 12 } }),
  });
  return (
    <Panel title={t("programme.what.title")} about={t("programme.what.about")}>
      <div>
        <Button
          size="console"
          kind="plain"
          onClick={() => answer.mutate()}
          busy={answer.isPending && t("programme.what.busy")}
        >
          {t("programme.what.go")}
        </Button>
      </div>
      {answer.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(answer.error)}
        </p>
      )}
      {answer.data && <Outcome answer={answer.data} />}
    </Panel>
  );
}

type Answer = Awaited<ReturnType<typeof trofast.programmes.whatIf>>;

function Outcome({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation();
  const { reach, winners, losers, sample } = answer;
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">
        {reach === 0
          ? t("programme.what.same")
          : t("programme.what.reach", {
              reach: number(reach),
              winners: number(winners),
              losers: number(losers),
            })}
      </p>
      {answer.markets.map((market) => (
        <Cost key={market.market} market={market} />
      ))}
      {sample && (
        <p className="text-sm text-muted">
          {t("programme.what.sample", { members: number(sample.members), of: number(sample.of) })}
        </p>
      )}
      {reach > 0 && (
        <Table
          name={t("programme.what.groups")}
          columns={[
            { head: t("programme.what.group") },
            { head: t("programme.what.winners"), isNumber: true },
            { head: t("programme.what.losers"), isNumber: true },
          ]}
          rows={answer.groups.map((group) => ({
            key: String(group.group),
            cells: [number(group.group), number(group.winners), number(group.losers)],
          }))}
        />
      )}
      {reach > 0 && <p className="text-sm text-muted">{t("programme.what.groups")}</p>}
    </div>
  );
}

function Cost({ market }: { readonly market: Answer["markets"][number] }) {
  const { t } = useTranslation();
  const { costChange, currency, breakEven } = market;
  if (costChange === null) return <p>{t("programme.what.noCost")}</p>;
  const { minor, lowMinor, highMinor } = costChange;
  return (
    <p>
      {t("programme.what.cost", {
        change: changeOfMoney({ minor, currency }),
        market: market.market.toLocaleUpperCase(),
      })}{" "}
      {lowMinor !== null &&
        highMinor !== null &&
        t("programme.what.interval", {
          low: aboutMoney({ minor: lowMinor, currency }),
          high: aboutMoney({ minor: highMinor, currency }),
        })}{" "}
      {breakEven.uplift !== null &&
        breakEven.uplift > 0 &&
        t("programme.what.breakEven", { uplift: percent(breakEven.uplift, 1) })}
    </p>
  );
}
