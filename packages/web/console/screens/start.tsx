/** Four questions set up a first club; in a demo they open a club of one's own beside it. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { makeYours } from "@trofast/contract/demo";
import { homeOf, inOwnTerms } from "@trofast/contract/own-terms";
import type { BodyInputOf } from "@trofast/contract/endpoint";
import { putSettings } from "@trofast/contract/settings";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patientTrofast, trofast, TrofastProblem } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { language } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, useFailureText } from "../../ui/states.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { LogoChoice, type Picture } from "../parts/logo-field.tsx";
import { Once, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { demoTemplateFor, firstProgramme, templateFor } from "../programme/first-club.ts";
import { Problems } from "../programme/thing-editor.tsx";
import { useAct } from "../step-up.tsx";
import { Rules } from "./programme.tsx";
import { StaffPosterLink } from "./staff-poster-link.tsx";
import { answersOf, numberFaults, Questions, type Written } from "./start-questions.tsx";

const fresh = (): Written => ({
  name: "",
  sells: "coffee",
  thanks: "stamps",
  perVisit: "80",
  back: "5",
  goal: "9",
  languages: [language()],
  currency: "SEK",
  hue: first.club.brand.hue,
  logoText: "",
});

const FIELDS = [
  "name",
  "currency",
  "perVisit",
  "goal",
  "back",
  "languages",
  "logoText",
  "hue",
] as const;

/** What the settings hold of the answers. */
const settledIn = ({ name, hue, logoText }: Written) => ({
  name: name.trim(),
  hue,
  logoText: logoText.trim() === "" ? null : logoText.trim(),
});

const homeIn = ({ currency }: Written) =>
  homeOf(currency, Intl.DateTimeFormat().resolvedOptions().timeZone);

export function Start() {
  const { t } = useTranslation();
  if (!first.club.demo && first.club.programmeVersion !== null)
    return (
      <Screen title={t("programme.start.title")}>
        <Empty
          action={
            <div className="flex flex-wrap gap-2">
              <Link to="/programme" className={buttonClass("main", "console")}>
                {t("programme.newDraft")}
              </Link>
              <StaffPosterLink />
            </div>
          }
        >
          {t("programme.start.already")}
        </Empty>
      </Screen>
    );
  return (
    <Screen title={t("programme.start.title")} className="max-w-3xl">
      <p>{t("programme.start.about")}</p>
      {first.club.demo ? <Own /> : <Make />}
    </Screen>
  );
}

type Opened = Awaited<ReturnType<typeof trofast.demo.makeYours>>;

/** Beside the demo, a club of one's own. */
function Own() {
  const { t } = useTranslation();
  const [own, setOwn] = useState<Opened | null>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  const form = useSavedForm({
    key: "start",
    start: fresh(),
    fields: FIELDS,
    endpoint: makeYours,
    input: (written: Written) => {
      const body: BodyInputOf<typeof makeYours> = {
        name: written.name.trim(),
        hue: written.hue,
        ...(written.logoText.trim() !== "" && { logoText: written.logoText.trim() }),
        ...(picture && { logo: { image: picture.image } }),
        languages: [...written.languages],
        template: demoTemplateFor(written),
        currency: written.currency,
        ...homeIn(written),
      };
      return { body };
    },
    check: numberFaults,
    call: (input) => patientTrofast.demo.makeYours(input),
    done: setOwn,
  });
  return (
    <Panel title={t("programme.start.own")} about={t("programme.start.ownAbout")}>
      {own ? (
        <>
          <Once label={own.name} text={own.ownerLink} />
          <div className="flex flex-wrap gap-2">
            <a href={own.ownerLink} className={buttonClass("main", "console")}>
              {t("programme.start.own")}
            </a>
            <StaffPosterLink club={own.url} />
          </div>
        </>
      ) : (
        <FormFrame
          form={form}
          submit={t("programme.start.own")}
          onFailure={(error) =>
            error instanceof TrofastProblem ? <p>{error.problem.detail}</p> : null
          }
        >
          <Questions form={form} />
          <LogoChoice picture={picture} onPicture={setPicture} onNone={() => setPicture(null)} />
        </FormFrame>
      )}
    </Panel>
  );
}

/** A template with the answers in it, and what the club says of it. */
async function programmeFrom(written: Written) {
  const answers = answersOf(written);
  const { data } = await trofast.programmes.listTemplates();
  const template = data.find(({ name }) => name === templateFor(answers));
  if (!template) throw new Error("the server has no such template");
  const { name, languages, currency } = answers;
  const document = inOwnTerms(firstProgramme(template.document, answers), {
    name: name.trim(),
    languages,
    currency,
    ...homeIn(written),
  });
  const text = JSON.stringify(document);
  return { document, text, check: await trofast.programmes.check({ body: { document: text } }) };
}

type Made = Awaited<ReturnType<typeof programmeFrom>> & { readonly written: Written };

function Make() {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made | null>(null);
  const [picture, setPicture] = useState<Picture | null>(null);
  const form = useSavedForm({
    key: "start",
    start: fresh(),
    fields: FIELDS,
    endpoint: putSettings,
    input: (written: Written) => ({
      body: { ...settledIn(written), languages: [...written.languages] },
      written,
    }),
    check: numberFaults,
    call: async ({ written }) => ({ ...(await programmeFrom(written)), written }),
    done: setMade,
    isOnTheWay: true,
  });
  return (
    <>
      <Panel title={t("programme.start.name")}>
        <FormFrame form={form} submit={t("programme.start.make")}>
          <Questions form={form} />
          <LogoChoice picture={picture} onPicture={setPicture} onNone={() => setPicture(null)} />
        </FormFrame>
      </Panel>
      {made && <Publish made={made} picture={picture} forget={form.forget} />}
    </>
  );
}

function Publish({
  made,
  picture,
  forget,
}: {
  readonly made: Made;
  readonly picture: Picture | null;
  readonly forget: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const failureText = useFailureText();
  const publish = useAct(
    async () => {
      // The picture first: the club may refuse it, and nothing has begun then.
      if (picture) await trofast.settings.putLogo({ body: { image: picture.image } });
      await trofast.programmes.publish({ body: { document: made.text } });
      await trofast.settings.put({ body: settledIn(made.written) });
    },
    () => {
      forget();
      void client.invalidateQueries();
      // The club's own words and colour are written into the page by the server.
      location.reload();
    },
    { quiet: true },
  );
  return (
    <Panel title={t("programme.start.check")}>
      <Rules document={made.document} />
      <Problems problems={made.check.problems} />
      {publish.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(publish.error)}
        </p>
      )}
      {made.check.publishable && (
        <div>
          <Button
            size="console"
            onClick={() => publish.mutate(undefined)}
            busy={publish.isPending && t("ui.saving")}
          >
            {t("programme.start.publish")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
