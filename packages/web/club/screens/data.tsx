/** Everything that is known, to take along; and leaving, with what it means. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { amountOf, minorDigits, money } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { BackLink } from "../back-link.tsx";
import { meCall } from "../calls.ts";
import { saveFile } from "../hand-over.ts";
import { sentence } from "../names.ts";
import { forgetOffline } from "../offline.ts";
import { depart, tellSignedOut } from "../signed-out.ts";
import { useStepUp } from "../step-up/step-up.tsx";
import { balanceOf, mainUnit, worthOf } from "../worth.ts";

export function DataPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meCall);
  return (
    <Screen title={t("data.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <Export />
      {me && <Leave me={me} />}
    </Screen>
  );
}

function Export() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const save = useMutation({
    mutationFn: async (kind: "json" | "csv") => {
      if (kind === "csv")
        saveFile("trofast.csv", "text/csv", await trofast.privacy.exportMineCsv());
      else {
        const answer: unknown = await trofast.privacy.exportMine();
        saveFile("trofast.json", "application/json", JSON.stringify(answer, null, 2));
      }
    },
  });
  return (
    <Card as="div" className="flex flex-col items-start gap-3">
      <p>{t("data.lead")}</p>
      {(["json", "csv"] as const).map((kind) => (
        <Button
          key={kind}
          kind="plain"
          onClick={() => save.mutate(kind)}
          busy={save.isPending && save.variables === kind && t("data.downloading")}
        >
          <Download aria-hidden="true" size={20} />
          {t(`data.${kind}`)}
        </Button>
      ))}
      {save.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(save.error)}
        </p>
      )}
    </Card>
  );
}

function Leave({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { guard, sheet } = useStepUp((error) => setProblem(failureText(error)));
  const leave = async (): Promise<void> => {
    setProblem(null);
    setBusy(true);
    await guard(async () => {
      await depart(async () => {
        await trofast.privacy.eraseMe();
        await navigate({ to: "/me/gone", replace: true });
      });
      queries.clear();
      await forgetOffline();
      tellSignedOut();
    });
    setBusy(false);
  };
  return (
    <Card aria-labelledby="leave" className="flex flex-col items-start gap-3">
      <h2 id="leave" className="text-xl">
        {t("data.leave")}
      </h2>
      {!isAsked && (
        <Button kind="danger" onClick={() => setAsked(true)}>
          {t("data.leave")}
        </Button>
      )}
      {isAsked && (
        <>
          <p>{t("data.leaveWhat")}</p>
          <Consequences me={me} />
          <p className="font-semibold">{t("data.leaveSure")}</p>
          <div className="flex flex-wrap gap-2">
            <Button
              kind="danger"
              className="py-2"
              onClick={() => void leave()}
              busy={isBusy && t("data.leaving")}
            >
              {t("data.leaveDo")}
            </Button>
            <Button kind="quiet" onClick={() => setAsked(false)}>
              {t("ui.cancel")}
            </Button>
          </div>
        </>
      )}
      {problem !== null && (
        <p role="alert" className="font-medium text-bad">
          {problem}
        </p>
      )}
      {sheet}
    </Card>
  );
}

function Consequences({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const unit = mainUnit(first.club.units);
  const amount =
    unit === null || me.standing === null ? 0 : balanceOf(me.standing.balance, unit).available;
  const worth =
    unit === null
      ? null
      : worthOf(first.club.units, { unit, amount, market: me.market }, minorDigits);
  const points =
    unit === null || amount === 0
      ? t("data.leaveNothing")
      : worth === null
        ? t("data.leavePointsPlain", { count: amount, amount: amountOf(unit, amount) })
        : sentence(
            t("data.leavePoints", {
              count: amount,
              amount: amountOf(unit, amount),
              money: money(worth),
            }),
          );
  return (
    <ul className="num flex list-disc flex-col gap-1 pl-5">
      <li>{points}</li>
      <li>{t("data.leaveRewards")}</li>
      <li>{t("data.leaveData")}</li>
    </ul>
  );
}
