/** The mirror: what the club knows, counted and not guessed; the shop sees the same page; and it can be corrected. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myMirror } from "@trofast/contract/mirror";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear, money, named, number, percent } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { BackLink } from "../back-link.tsx";
import { sentence } from "../names.ts";
import { mirrorCall } from "../calls.ts";
import { Green } from "../mirror/green.tsx";
import { Groups } from "../mirror/groups.tsx";
import { When } from "../mirror/when.tsx";

type Seen = AnswerOf<typeof myMirror>;

export function Mirror() {
  const { t } = useTranslation();
  const mirror = useQuery(mirrorCall);
  return (
    <Screen title={t("mirror.title")}>
      <BackLink to="/me" text={t("me.back")} />
      <p>{t("mirror.lead")}</p>
      {mirror.isPending && <Loading rows={4} className="h-40" />}
      {mirror.isError && <Failure error={mirror.error} retry={() => void mirror.refetch()} />}
      {mirror.data && <Reflection seen={mirror.data} />}
      {mirror.data && first.club.programmeVersion !== null && <Groups />}
    </Screen>
  );
}

function Reflection({ seen }: { readonly seen: Seen }) {
  const { t } = useTranslation();
  const { receipts, what, often, when, green, returns } = seen;
  const paid = receipts?.paid.map(({ paidMinor, currency }) =>
    money({ minor: paidMinor, currency }),
  );
  return (
    <>
      {seen.complaint !== null && (
        <Card>
          <p>{t("mirror.complaint", { day: dayAndYear(seen.complaint.at) })}</p>
        </Card>
      )}
      {!seen.profiling && (
        <Empty
          action={
            <Link to="/me/contact" className={buttonClass("plain")}>
              {t("mirror.allow")}
            </Link>
          }
        >
          {t("mirror.off")}
        </Empty>
      )}
      {receipts !== null && (
        <p className="num">
          {receipts.firstAt === null
            ? t("mirror.none")
            : sentence(
                t("mirror.summary", {
                  count: receipts.purchases,
                  purchases: number(receipts.purchases),
                  day: dayAndYear(receipts.firstAt),
                  money: paid?.join(" + ") ?? "",
                }),
              )}
        </p>
      )}
      {what !== null && what.categories.length > 0 && (
        <What what={what} names={seen.categoryNames} />
      )}
      {often !== null && often.visits > 0 && <Often often={often} />}
      {when !== null && <When when={when} />}
      {green !== null && <Green green={green} />}
      {returns !== null && (
        <Card aria-labelledby="mirror-returns">
          <h2 id="mirror-returns" className="mb-2 text-xl">
            {t("mirror.returns")}
          </h2>
          <p>
            {returns.returns === 0
              ? t("mirror.returnsNone")
              : t("mirror.returnsSum", {
                  count: returns.returns,
                  share: percent(returns.share ?? 0),
                })}
          </p>
        </Card>
      )}
      <Corrections seen={seen} />
    </>
  );
}

function What({
  what,
  names,
}: {
  readonly what: NonNullable<Seen["what"]>;
  readonly names: Seen["categoryNames"];
}) {
  const { t } = useTranslation();
  const nameOf = (category: string): string =>
    category === "" ? t("mirror.noCategory") : named(names[category], category);
  const leading = what.categories.slice(0, 2).map(({ category }) => nameOf(category));
  return (
    <Card aria-labelledby="mirror-what">
      <h2 id="mirror-what" className="text-xl">
        {t("mirror.what")}
      </h2>
      <p className="mb-3">
        {t("mirror.whatSum", { first: leading.map((name) => name.toLowerCase()).join(", ") })}
      </p>
      <ul className="flex flex-col">
        {what.categories.map(({ category, share, pieces }) => (
          <li key={category} className="border-b border-line py-3 last:border-b-0">
            <p className="num flex justify-between gap-4">
              <span className="font-medium">{nameOf(category)}</span>
              <span>{percent(share)}</span>
            </p>
            <div aria-hidden="true" className="my-1.5 h-2 rounded-full bg-brand-soft">
              <div className="h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
            </div>
            <p className="num text-sm text-muted">{t("mirror.pieces", { count: pieces })}</p>
            {category !== "" && <Correct category={category} name={nameOf(category)} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Correct({ category, name }: { readonly category: string; readonly name: string }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const correct = useMutation({
    mutationFn: (kind: "not_me" | "gift") => trofast.mirror.correct({ body: { kind, category } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["mirror"] });
      tell(t("mirror.saved"));
    },
    onError: (error) => tell(failureText(error)),
  });
  return (
    <div className="-ml-3 flex flex-wrap">
      <Button
        kind="quiet"
        className="px-3 text-sm"
        aria-label={t("mirror.notMeOf", { what: name })}
        disabled={correct.isPending}
        onClick={() => correct.mutate("not_me")}
      >
        {t("mirror.notMe")}
      </Button>
      <Button
        kind="quiet"
        className="px-3 text-sm"
        aria-label={t("mirror.giftOf", { what: name })}
        disabled={correct.isPending}
        onClick={() => correct.mutate("gift")}
      >
        {t("mirror.gift")}
      </Button>
    </div>
  );
}

function Often({ often }: { readonly often: NonNullable<Seen["often"]> }) {
  const { t } = useTranslation();
  const { visits, medianDaysBetween, lastVisitAt, longestGapDays } = often;
  return (
    <Card aria-labelledby="mirror-often">
      <h2 id="mirror-often" className="text-xl">
        {t("mirror.often")}
      </h2>
      <p>
        {medianDaysBetween === null
          ? t("mirror.oftenFew")
          : t("mirror.oftenSum", { count: Math.max(1, Math.round(medianDaysBetween)) })}
      </p>
      <p className="num mt-2 text-muted">
        {t("mirror.visits", { count: visits })}.{" "}
        {lastVisitAt !== null && t("mirror.last", { day: dayAndYear(lastVisitAt) })}{" "}
        {longestGapDays !== null && t("mirror.gap", { count: longestGapDays })}
      </p>
    </Card>
  );
}

function Corrections({ seen }: { readonly seen: Seen }) {
  const { t } = useTranslation();
  const undo = useMutation({
    mutationFn: (correctionId: string) => trofast.mirror.uncorrect({ params: { correctionId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["mirror"] }),
  });
  if (seen.corrections.length === 0) return null;
  return (
    <Card aria-labelledby="mirror-corrections">
      <h2 id="mirror-corrections" className="mb-2 text-xl">
        {t("mirror.corrections")}
      </h2>
      <ul>
        {seen.corrections.map(({ correctionId, kind, category, at }) => (
          <li
            key={correctionId}
            className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line py-1 last:border-b-0"
          >
            <span>
              {category === null
                ? t("mirror.receipt")
                : named(seen.categoryNames[category], category)}
              : {t(`mirror.correction.${kind}`).toLowerCase()}{" "}
              <span className="text-sm text-muted">({dayAndYear(at)})</span>
            </span>
            <Button
              kind="quiet"
              disabled={undo.isPending}
              onClick={() => undo.mutate(correctionId)}
            >
              {t("mirror.undo")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
