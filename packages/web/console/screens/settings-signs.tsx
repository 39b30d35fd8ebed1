/** What in the last months of tills and staff a person should look at. */
import { SIGN_DAYS, signsTable } from "@trofast/contract/audit-signs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndYear, language, money, number, ownCurrency } from "../../ui/format.ts";
import { downloadFrom } from "../parts/csv.ts";
import { from, Pages } from "../parts/lists.tsx";
import { MemberSpokenOf, useMembersSpokenOf } from "../parts/members-spoken-of.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { signTexts } from "../texts/settings-signs.ts";

type Sign = Awaited<ReturnType<typeof trofast.audit.signs>>["data"][number];

/** @param nameOf the name of somebody of the staff by their id. */
export function Signs({ nameOf }: { readonly nameOf: (staffId: string) => string }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t("settings.signs.title")}
      about={t("settings.signs.about", { days: SIGN_DAYS })}
      actions={
        <Button
          size="console"
          kind="plain"
          onClick={() => downloadFrom(pathTo(signsTable.path), "signs.csv")}
        >
          {t("settings.signs.table")}
        </Button>
      }
    >
      <Pages
        queryKey={["signs"]}
        read={(cursor, signal) => trofast.audit.signs({ query: from(cursor), signal })}
        empty={<p>{t("settings.signs.none")}</p>}
      >
        {(signs) => <Listed signs={signs} nameOf={nameOf} />}
      </Pages>
    </Panel>
  );
}

function Listed({
  signs,
  nameOf,
}: {
  readonly signs: readonly Sign[];
  readonly nameOf: (staffId: string) => string;
}) {
  const { t } = useTranslation();
  const said = useSaid();
  const members = useMembersSpokenOf(signs.map(({ memberId }) => memberId));
  const memberOf = (memberId: string | null): ReactNode => {
    const member = members.byId.get(memberId ?? "");
    if (member !== undefined) return <MemberSpokenOf member={member} />;
    return members.isPending ? "…" : memberId;
  };
  return (
    <Table
      name={t("settings.signs.title")}
      columns={[
        { head: t("settings.signs.what") },
        { head: t("settings.signs.who") },
        { head: t("settings.signs.member") },
        { head: t("settings.signs.days") },
      ]}
      rows={signs.map((sign) => ({
        key: [sign.kind, sign.firstDay, sign.staffId, sign.store, sign.memberId, sign.what].join(),
        cells: [
          said(sign),
          sign.staffId === null ? sign.store : nameOf(sign.staffId),
          memberOf(sign.memberId),
          daysOf(sign),
        ],
      }))}
    />
  );
}

const daysOf = ({ firstDay, lastDay }: Sign): string =>
  firstDay === lastDay ? dayAndYear(firstDay) : `${dayAndYear(firstDay)}–${dayAndYear(lastDay)}`;

/** The rule and what went beyond it, in a sentence. */
function useSaid(): (sign: Sign) => string {
  const { t } = useTranslation();
  return ({ kind, what, count, beside }) => {
    const [thing = "", of = ""] = what.split(":");
    const limit =
      thing === "gift_card"
        ? money({ minor: beside, currency: of === "" ? (ownCurrency() ?? "SEK") : of })
        : number(beside);
    return t(`settings.signs.kinds.${kind}`, {
      what: wordIn(signTexts[language()].things, thing),
      count,
      beside: limit,
    });
  };
}
