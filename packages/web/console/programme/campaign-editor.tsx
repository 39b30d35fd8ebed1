/** The form of a campaign beside its figures, and what can be done with it: publish it, or keep it as a draft. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { WORTH_ARM_MIN } from "@trofast/contract/insights";
import { useRef, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear, number, shortDay } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { DraftNote } from "../parts/draft-note.tsx";
import { useKeptForm } from "../parts/kept-form.ts";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useAct } from "../step-up.tsx";
import {
  asked,
  campaignAtFirst,
  campaignRule,
  draftIdFor,
  holdoutFor,
  isTooFew,
  withCampaign,
  wrongsIn,
  type Campaign,
  type CampaignForm,
} from "./campaign.ts";
import type { Outcome } from "./campaign-done.tsx";
import { CampaignFields } from "./campaign-form.tsx";
import { useCheck } from "./draft-check.tsx";
import { Figures } from "./figures.tsx";
import { fieldsOfRule } from "./problems.ts";
import { PublishNote } from "./publish-note.tsx";
import { usePublishing } from "./publishing.ts";
import { Problems } from "./thing-editor.tsx";
import { clubDay } from "./club-day.ts";
import { rulesOf, type Document, type Rule } from "./rule-form.ts";
import { useRuleWords } from "./sentences.ts";

/** So that the same season of a year ago is among them. */
const FIGURE_MONTHS = 12;

interface Props {
  readonly campaign: Campaign;
  /** The programme in force. */
  readonly document: Document;
  readonly names: Readonly<Record<string, string>>;
  readonly today: string;
  readonly coming: { readonly version: number; readonly effectiveAt: string } | null;
  readonly done: (outcome: Outcome) => void;
}

export function CampaignEditor({ campaign, document, names, today, coming, done }: Props) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const start = campaignAtFirst(document, { names, today });
  const kept = useKeptForm<CampaignForm>(`campaign_${campaign}`, start, []);
  const { form, isDraft, discard } = kept;
  const values = form.watch();
  const [isTried, setTried] = useState(false);
  const holdout = useHoldout(form);
  const rule = campaignRule(campaign, values, document);
  const next = withCampaign(document, rule);
  const wrongs = wrongsIn(campaign, values, today);
  const check = useCheck(next);
  // What was wrong with what stood here before is not said of what stands here now.
  const { fields, others } = fieldsOfRule(
    check.isOfNow ? (check.data?.problems ?? []) : [],
    rulesOf(document).length,
    ruleFields(campaign),
  );
  const faultAt = (field: keyof CampaignForm): string | undefined => {
    const wrong = wrongs.find(([at]) => at === field)?.[1];
    // What nobody has filled in yet is not wrong before somebody wants to go on.
    if (wrong !== undefined && (isTried || values[field] !== ""))
      return t(`campaign.wrong.${wrong}`);
    return fields.get(field);
  };
  const firstWrong = wrongs[0]?.[0] ?? [...fields.keys()][0];
  const stopAtFirst = (): boolean => {
    setTried(true);
    if (firstWrong === undefined) return false;
    form.setFocus(
      firstWrong === "names" ? `names.${Object.keys(values.names)[0] ?? ""}` : firstWrong,
    );
    return true;
  };
  return (
    <>
      {isDraft && <DraftNote discard={discard} />}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Panel title={t("campaign.rule")} about={words.sentence(rule)}>
          <CampaignFields
            campaign={campaign}
            form={form}
            document={document}
            faultAt={faultAt}
            holdoutHint={holdout.hint}
          />
          <Problems problems={others} />
          {coming && (
            <p className="text-sm">
              {t("campaign.coming", {
                version: coming.version,
                when: dayAndYear(clubDay(Date.parse(coming.effectiveAt))),
              })}
            </p>
          )}
          <Acts
            rule={rule}
            next={next}
            form={values}
            stopAtFirst={stopAtFirst}
            done={(outcome) => {
              kept.saved();
              done(outcome);
            }}
          />
        </Panel>
        <div className="xl:sticky xl:top-20">
          <Figures
            asking={{ document: wrongs.length > 0 ? null : next, months: FIGURE_MONTHS }}
            about={t("campaign.figures.about")}
            stopped={t("campaign.figures.stopped")}
            onReach={holdout.onReach}
          />
        </div>
      </div>
    </>
  );
}

/** Proposes a control group once, where it can tell anything; says why where it cannot. */
function useHoldout(form: UseFormReturn<CampaignForm>) {
  const { t } = useTranslation();
  const [reach, setReach] = useState<number | null>(null);
  const isProposed = useRef(false);
  const typed = { holdout: form.watch("holdout") };
  const onReach = (reached: number): void => {
    setReach(reached);
    const { isTouched } = form.getFieldState("holdout");
    if (isProposed.current || isTouched || typed.holdout !== "") return;
    const share = holdoutFor(reached, typed);
    if (share === null) return;
    isProposed.current = true;
    form.setValue("holdout", share);
  };
  const tooFew =
    reach !== null &&
    (typed.holdout === "" ? holdoutFor(reach, typed) === null : isTooFew(reach, typed));
  const hint = tooFew
    ? t("campaign.holdoutFew", { reach: number(reach), least: number(WORTH_ARM_MIN) })
    : undefined;
  return { onReach, hint };
}

/** Where each part of the rule was typed. */
function ruleFields(campaign: Campaign): Readonly<Record<string, keyof CampaignForm>> {
  const [, second] = asked[campaign];
  return {
    multiply: "by",
    give: "amount",
    ...(second !== undefined && { items: second, when: second }),
    "during/from": "from",
    "during/through": "through",
    "during/hours": "closes",
    holdout: "holdout",
    name: "names",
  };
}

function Acts({
  rule,
  next,
  form,
  stopAtFirst,
  done,
}: {
  readonly rule: Rule;
  readonly next: Document;
  readonly form: CampaignForm;
  /** Focuses what is wrong first; false where nothing is. */
  readonly stopAtFirst: () => boolean;
  readonly done: (outcome: Outcome) => void;
}) {
  const { t } = useTranslation();
  const ruleId = String(rule["id"]);
  const publication = { document: JSON.stringify(next), note: Object.values(form.names)[0] ?? "" };
  const publishing = usePublishing({
    published: (version) => done({ kind: "published", version: version.version, ruleId, form }),
    asked: (act) => done({ kind: "asked", needs: act.needs, dueAt: act.dueAt, form }),
  });
  const { takesTwo, failed, isBusy } = publishing;
  const from = shortDay(form.from === "" ? Date.now() : form.from);
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <PublishNote takesTwo={takesTwo} failed={failed} />
      <div className="flex flex-wrap gap-2">
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
            kind="main"
            label={t("campaign.publish")}
            title={t("campaign.publish")}
            consequence={<Consequence from={from} holdout={form.holdout} />}
            before={stopAtFirst}
            act={() => publishing.publish(publication)}
            busy={isBusy}
          />
        )}
        <SaveDraft rule={rule} next={next} form={form} />
      </div>
    </div>
  );
}

function Consequence({ from, holdout }: { readonly from: string; readonly holdout: string }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-2">
      <p>{t("campaign.consequence", { from })}</p>
      {Number(holdout.replace(",", ".")) > 0 && (
        <p>{t("campaign.consequenceHoldout", { share: `${holdout} %` })}</p>
      )}
      {first.club.demo && <p className="text-muted">{t("campaign.alone")}</p>}
    </div>
  );
}

const DRAFTS_READ = 200;

/** Keeps the campaign among the drafts; saved again, it is the same draft. */
function SaveDraft({
  rule,
  next,
  form,
}: {
  readonly rule: Rule;
  readonly next: Document;
  readonly form: CampaignForm;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [saved, setSaved] = useState<{ id: string; revision: number } | null>(null);
  const save = useAct(
    async () => {
      const body = { document: JSON.stringify(next) };
      if (saved !== null)
        return await trofast.programmes.putDraft({
          params: { id: saved.id },
          body,
          headers: { "if-match": `"${saved.revision}"` },
        });
      const { data } = await trofast.programmes.listDrafts({ query: { limit: DRAFTS_READ } });
      const taken = data.map((draft) => draft.id);
      return await trofast.programmes.putDraft({
        params: { id: draftIdFor(rule, form, taken) },
        body,
        headers: { "if-none-match": "*" },
      });
    },
    ({ id, revision }) => {
      setSaved({ id, revision });
      tell(t("campaign.saved"));
      void client.invalidateQueries({ queryKey: ["drafts"] });
      client.removeQueries({ queryKey: ["draft", id] });
    },
  );
  return (
    <>
      <Button
        size="console"
        kind="plain"
        onClick={() => save.mutate(undefined)}
        busy={save.isPending && t("ui.saving")}
      >
        {t("campaign.save")}
      </Button>
      {saved && (
        <p role="status" className="flex items-center text-sm">
          <Link
            to="/programme/drafts/$draft"
            params={{ draft: saved.id }}
            className="font-medium text-brand underline"
          >
            {t("campaign.draft", { id: saved.id })}
          </Link>
        </p>
      )}
    </>
  );
}
