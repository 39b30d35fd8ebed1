/** After a campaign is published: what happens now, and in a demo what happened a month later. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { dayAndTime, dayAndYear, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { aboutMoneyList } from "../parts/amounts.ts";
import { Panel } from "../parts/pieces.tsx";
import { useAct } from "../step-up.tsx";
import type { CampaignForm } from "./campaign.ts";
import { useDemo } from "./club-day.ts";
import { costsOf } from "./figures.tsx";
import { rulesOf, withRules } from "./rule-form.ts";

export type Outcome =
  | {
      readonly kind: "published";
      readonly version: number;
      readonly ruleId: string;
      readonly form: CampaignForm;
    }
  | {
      readonly kind: "asked";
      readonly needs: "approval" | "delay";
      readonly dueAt: string;
      readonly form: CampaignForm;
    };

export function CampaignDone({
  title,
  outcome,
}: {
  readonly title: string;
  readonly outcome: Outcome;
}) {
  const { t } = useTranslation();
  const told = useRef<HTMLParagraphElement>(null);
  // The form and its focus are gone: whoever listens is told what came of it.
  useEffect(() => told.current?.focus(), []);
  const { form } = outcome;
  const text =
    outcome.kind === "asked"
      ? t(`campaign.asked.${outcome.needs}`, { when: dayAndTime(outcome.dueAt) })
      : t("campaign.published", { version: outcome.version, from: dayAndYear(form.from) });
  return (
    <Screen title={title}>
      <p ref={told} tabIndex={-1} className="text-lg font-medium outline-none">
        {text}
      </p>
      {outcome.kind === "published" && first.club.demo && <Forward ruleId={outcome.ruleId} />}
      <div className="flex flex-wrap gap-2">
        <Link to="/programme" className={buttonClass("plain", "console")}>
          {t("campaign.back")}
        </Link>
        <Link to="/" className={buttonClass("plain", "console")}>
          {t("shell.places.overview")}
        </Link>
      </div>
    </Screen>
  );
}

/** The demo's clock goes a month on; when all is told, it says what the campaign gave meanwhile. */
function Forward({ ruleId }: { readonly ruleId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const demo = useDemo();
  const [isForwarded, setForwarded] = useState(false);
  const forward = useAct(
    () => trofast.demo.forward({ body: { months: 1 } }),
    (answer) => {
      client.setQueryData(["demo"], answer);
      setForwarded(true);
    },
  );
  const state = demo.data?.state;
  const isTelling = isForwarded && state !== "ready";
  const { done = 0, total = 0, clock } = demo.data ?? {};
  return (
    <Panel title={t("campaign.forward.title")} about={t("campaign.forward.about")}>
      <div>
        <Button
          size="console"
          kind={isForwarded ? "plain" : "accent"}
          onClick={() => forward.mutate(undefined)}
          busy={(forward.isPending || state === "filling") && t("shell.demo.forwarding")}
        >
          {t("shell.demo.forward")}
        </Button>
      </div>
      <p role="status">
        {isTelling && t("campaign.forward.telling", { done: number(done), total: number(total) })}
        {isForwarded &&
          !isTelling &&
          clock !== undefined &&
          t("campaign.forward.told", { when: dayAndYear(clock) })}
      </p>
      {isForwarded && !isTelling && clock !== undefined && <Gave ruleId={ruleId} clock={clock} />}
    </Panel>
  );
}

/** The programme without the campaign, on what has really happened: the difference is what the campaign gave. */
function Gave({ ruleId, clock }: { readonly ruleId: string; readonly clock: string }) {
  const { t } = useTranslation();
  const gave = useQuery({
    queryKey: ["campaign", ruleId, clock],
    queryFn: async ({ signal }) => {
      const { data } = await trofast.programmes.list({ query: { limit: 50 }, signal });
      const version = data.find(({ inForce }) => inForce)?.version ?? 1;
      const { document } = await trofast.programmes.get({ params: { version }, signal });
      const others = rulesOf(document).filter(({ id }) => id !== ruleId);
      const without = JSON.stringify(withRules(document, others));
      return await trofast.programmes.whatIf({ body: { document: without, months: 1 }, signal });
    },
  });
  if (gave.isPending) return <Loading rows={1} className="h-12" />;
  if (gave.isError) return <Failure error={gave.error} retry={() => void gave.refetch()} />;
  const costs = costsOf(gave.data).map(({ minor, currency }) => ({ minor: -minor, currency }));
  return (
    <>
      <p role="status" className="font-medium">
        {gave.data.reach === 0 || costs.length === 0
          ? t("campaign.forward.nobody")
          : t("campaign.forward.gave", {
              count: gave.data.reach,
              reach: number(gave.data.reach),
              cost: aboutMoneyList(costs),
            })}
      </p>
      <p className="text-sm text-muted">{t("campaign.forward.doubt")}</p>
    </>
  );
}
