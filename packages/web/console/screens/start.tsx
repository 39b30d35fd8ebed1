/** Four questions set up a first club; in a demo they open a club of one's own beside it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first, LANGUAGES } from "../../ui/first.ts";
import { language, money, minorDigits } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, useFailureText } from "../../ui/states.tsx";
import { Choice } from "../../ui/toggle.tsx";
import { HueField } from "../parts/hue.tsx";
import { Once, Panel } from "../parts/pieces.tsx";
import {
  backPerVisit,
  demoTemplateFor,
  firstProgramme,
  sellings,
  templateFor,
  type Answers,
} from "../programme/first-club.ts";
import { Problems } from "../programme/rule-editor.tsx";
import { useAct } from "../step-up.tsx";
import { Rules } from "./programme.tsx";

type Draft = Answers & { readonly hue: number };

const KEY = "trofast_start";

function begin(): Draft {
  const fresh: Draft = {
    name: "",
    sells: "coffee",
    thanks: "stamps",
    perVisit: 80,
    back: 5,
    goal: 9,
    languages: [language()],
    currency: "SEK",
    hue: first.club.brand.hue,
  };
  const kept: Partial<Draft> = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  return { ...fresh, ...kept };
}

export function Start() {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState(begin);
  const change = (part: Partial<Draft>): void => {
    const next = { ...answers, ...part };
    localStorage.setItem(KEY, JSON.stringify(next));
    setAnswers(next);
  };
  if (!first.club.demo && first.club.programmeVersion !== null)
    return (
      <Screen title={t("programme.start.title")}>
        <Empty
          action={
            <Link to="/programme" className={buttonClass("main", "console")}>
              {t("programme.newDraft")}
            </Link>
          }
        >
          {t("programme.start.already")}
        </Empty>
      </Screen>
    );
  return (
    <Screen title={t("programme.start.title")} className="max-w-3xl">
      <p>{t("programme.start.about")}</p>
      <Questions answers={answers} change={change} />
      {first.club.demo ? <Own answers={answers} /> : <Make answers={answers} />}
    </Screen>
  );
}

interface QuestionProps {
  readonly answers: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function Questions({ answers, change }: QuestionProps) {
  const { t } = useTranslation();
  return (
    <Panel title={answers.name === "" ? t("programme.start.name") : answers.name}>
      <TextField
        className="min-h-10"
        label={t("programme.start.name")}
        required
        maxLength={100}
        value={answers.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <Choice
        size="min-h-10"
        legend={t("programme.start.sell")}
        value={answers.sells}
        options={sellings.map((value) => ({ value, text: t(`programme.start.sells.${value}`) }))}
        onChange={(sells) => change({ sells })}
      />
      <Choice
        size="min-h-10"
        legend={t("programme.start.thanks")}
        value={answers.thanks}
        options={(["stamps", "points"] as const).map((value) => ({
          value,
          text: t(`programme.start.${value}`),
        }))}
        onChange={(thanks) => change({ thanks })}
      />
      <Worth answers={answers} change={change} />
      <fieldset>
        <legend className="mb-1.5 font-medium">{t("programme.start.languages")}</legend>
        <div className="flex flex-wrap gap-4">
          {LANGUAGES.map((id) => (
            <label key={id} lang={id} className="flex min-h-10 items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-brand"
                checked={answers.languages.includes(id)}
                onChange={(event) =>
                  change({
                    languages: event.target.checked
                      ? [...answers.languages, id]
                      : answers.languages.filter((one) => one !== id),
                  })
                }
              />
              {t(`ui.languages.${id}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <HueField
        label={t("programme.start.hue")}
        value={answers.hue}
        onChange={(hue) => change({ hue })}
      />
    </Panel>
  );
}

function Worth({ answers, change }: QuestionProps) {
  const { t } = useTranslation();
  const { currency } = answers;
  const numbers =
    answers.thanks === "stamps" ? (["perVisit", "goal"] as const) : (["perVisit", "back"] as const);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 font-medium">{t("programme.start.worth")}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {numbers.map((id) => (
          <TextField
            key={id}
            className="num min-h-10"
            type="number"
            min={1}
            label={t(`programme.start.${id}`)}
            value={answers[id]}
            onChange={(event) => change({ [id]: Number(event.target.value) })}
          />
        ))}
      </div>
      {answers.thanks === "points" && (
        <p>
          {t("programme.start.backIs", {
            amount: money({
              minor: Math.round(backPerVisit(answers) * 10 ** minorDigits(currency)),
              currency,
            }),
          })}
        </p>
      )}
    </fieldset>
  );
}

function Own({ answers }: { readonly answers: Draft }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const own = useMutation({
    mutationFn: () =>
      trofast.demo.makeYours({
        body: {
          name: answers.name.trim(),
          hue: answers.hue,
          languages: [...answers.languages],
          template: demoTemplateFor(answers),
          currency: answers.currency,
        },
      }),
    onSuccess: () => localStorage.removeItem(KEY),
  });
  return (
    <Panel title={t("programme.start.own")} about={t("programme.start.ownAbout")}>
      {own.isError && (
        <p role="alert" className="font-medium text-bad">
          {own.error instanceof TrofastProblem ? own.error.problem.detail : failureText(own.error)}
        </p>
      )}
      {own.data ? (
        <>
          <Once label={own.data.name} text={own.data.ownerLink} />
          <a href={own.data.ownerLink} className={buttonClass("main", "console")}>
            {t("programme.start.own")}
          </a>
        </>
      ) : (
        <div>
          <Button
            size="console"
            disabled={answers.name.trim() === "" || answers.languages.length === 0}
            onClick={() => own.mutate()}
            busy={own.isPending && t("programme.start.making")}
          >
            {t("programme.start.own")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Make({ answers }: { readonly answers: Draft }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const failureText = useFailureText();
  const made = useMutation({
    mutationFn: async () => {
      const { data } = await trofast.programmes.listTemplates();
      const template = data.find(({ name }) => name === templateFor(answers));
      if (!template) throw new Error("the server has no such template");
      const document = firstProgramme(template.document, answers);
      const text = JSON.stringify(document);
      return {
        document,
        text,
        check: await trofast.programmes.check({ body: { document: text } }),
      };
    },
  });
  const publish = useAct(
    async (document: string) => {
      await trofast.programmes.publish({ body: { document } });
      await trofast.settings.put({ body: { name: answers.name.trim(), hue: answers.hue } });
    },
    () => {
      localStorage.removeItem(KEY);
      void client.invalidateQueries();
      // The club's own words and colour are written into the page by the server.
      location.reload();
    },
  );
  const { data } = made;
  return (
    <Panel title={t("programme.start.check")}>
      <div>
        <Button
          size="console"
          kind={data ? "plain" : "main"}
          disabled={answers.name.trim() === "" || answers.languages.length === 0}
          onClick={() => made.mutate()}
          busy={made.isPending && t("programme.start.making")}
        >
          {t("programme.start.make")}
        </Button>
      </div>
      {made.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(made.error)}
        </p>
      )}
      {data && (
        <>
          <Rules document={data.document} />
          <Problems problems={data.check.problems} />
          {data.check.publishable && (
            <div>
              <Button
                size="console"
                onClick={() => publish.mutate(data.text)}
                busy={publish.isPending && t("ui.saving")}
              >
                {t("programme.start.publish")}
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}
