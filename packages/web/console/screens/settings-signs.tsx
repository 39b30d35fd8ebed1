/** What in the last months of tills and staff a person should look at. */
import { Link } from "@tanstack/react-router";
import { SIGN_DAYS, signsTable } from "@trofast/contract/audit-signs";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndYear, language, money, number, ownCurrency } from "../../ui/format.ts";
import { downloadFrom } from "../parts/csv.ts";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { signTexts } from "../texts/settings-signs.ts";

type Sign = Awaited<ReturnType<typeof trofast.audit.signs>>["data"][number];

/** @param nameOf the name of somebody of the staff by their id. */
export function Signs({ nameOf }: { readonly nameOf: (staffId: string) => string }) {
  const { t } = useTranslation();
  const maySeeMembers = useMay("members:read", "store");
  const said = useSaid();
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
        {(signs) => (
          <Table
            name={t("settings.signs.title")}
            columns={[
              { head: t("settings.signs.what") },
              { head: t("settings.signs.who") },
              { head: t("settings.signs.member") },
              { head: t("settings.signs.days") },
            ]}
            rows={signs.map((sign) => ({
              key: [
                sign.kind,
                sign.firstDay,
                sign.staffId,
                sign.store,
                sign.memberId,
                sign.what,
              ].join(),
              cells: [
                said(sign),
                sign.staffId === null ? sign.store : nameOf(sign.staffId),
                sign.memberId !== null &&
                  (maySeeMembers ? (
                    <Link
                      key="member"
                      to="/members/$memberId"
                      params={{ memberId: sign.memberId }}
                      className="text-brand underline"
                    >
                      {t("settings.signs.openMember")}
                    </Link>
                  ) : (
                    sign.memberId
                  )),
                daysOf(sign),
              ],
            }))}
          />
        )}
      </Pages>
    </Panel>
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
