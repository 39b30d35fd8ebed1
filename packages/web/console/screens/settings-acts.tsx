/** Acts that wait for a second person, or for a day to pass. */
import { useQueryClient } from "@tanstack/react-query";
import { aloneKinds, aloneLimits, bulkCodesInput, type AloneKind } from "@trofast/contract/acts";
import { staffRoles, type StaffRole } from "@trofast/contract/staff";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { amountOf, dayAndTime, money, number, ownCurrency } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { download } from "../parts/csv.ts";
import { Below, from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { isRecord, textOf } from "../programme/rule-form.ts";
import { useMay, useStaff } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { Caution } from "./settings-caution.tsx";

type Act = Awaited<ReturnType<typeof trofast.staff.listActs>>["data"][number];

export function Acts() {
  const { t } = useTranslation();
  const mayRead = useMay("settings:read", "store");
  return (
    <>
      <Panel title={t("settings.sections.acts")}>
        <Pages
          queryKey={["acts"]}
          read={(cursor, signal) => trofast.staff.listActs({ query: from(cursor), signal })}
          empty={<p>{t("settings.acts.none")}</p>}
        >
          {(acts) => (
            <ul className="flex flex-col">
              {acts.map((act) => (
                <One key={act.id} act={act} />
              ))}
            </ul>
          )}
        </Pages>
      </Panel>
      <Below queryKey={["acts"]}>
        <Limits />
        {mayRead && <Caution />}
      </Below>
    </>
  );
}

/** How much each role does alone on a day; roles that do none of it are left out. */
function Limits() {
  const { t } = useTranslation();
  const shown = staffRoles.filter((role) =>
    Object.values(aloneLimits[role]).some((most) => most > 0),
  );
  return (
    <Panel title={t("settings.acts.alone")}>
      <p className="text-muted">{t("settings.acts.aloneAbout")}</p>
      <Table
        name={t("settings.acts.alone")}
        columns={[
          { head: t("settings.acts.role") },
          ...aloneKinds.map((kind) => ({ head: t(`settings.acts.kinds.${kind}`), isNumber: true })),
        ]}
        rows={shown.map((role) => ({
          key: role,
          cells: [t(`shell.roles.${role}`), ...aloneKinds.map((kind) => limitOf(role, kind))],
        }))}
      />
    </Panel>
  );
}

const limitOf = (role: StaffRole, kind: AloneKind): string => {
  const most = aloneLimits[role][kind];
  if (most === 0) return "–";
  return kind === "gift_card"
    ? money({ minor: most, currency: ownCurrency() ?? "SEK" })
    : number(most);
};

/** What is asked for, in words. */
function useWhat(): (act: Act) => string {
  const { t } = useTranslation();
  return ({ kind, payload: told }) => {
    const payload = isRecord(told) ? told : {};
    const campaign = textOf(payload["campaign"]);
    const count = number(Number(payload["count"]));
    switch (kind) {
      case "adjust":
        return t("settings.acts.adjust", {
          amount: amountOf(textOf(payload["unit"]), Number(payload["amount"])),
          reason: textOf(payload["reason"]),
        });
      case "bulk_codes":
        return payload["batch"] === undefined
          ? t("settings.acts.publicCode", { campaign, count })
          : t("settings.acts.bulkCodes", { campaign, count });
      case "gift_card":
        return t("settings.acts.giftCard", {
          amount: money({
            minor: Number(payload["amountMinor"]),
            currency: textOf(payload["currency"]),
          }),
          sale: textOf(payload["sale"]),
        });
      default:
        return t("settings.acts.publish");
    }
  };
}

/** A list that was approved is made by who asked for it: it is handed out once. */
function MakeList({ act }: { readonly act: Act }) {
  const { t } = useTranslation();
  const { person } = useStaff();
  const list = bulkCodesInput.safeParse(act.payload).data;
  const make = useAct(
    ({ campaign, batch, count }: { campaign: string; batch: string; count: number }) =>
      trofast.codes.make({ params: { campaign }, body: { batch, count } }),
    (table, { campaign }) => {
      download(`${campaign}.csv`, table);
      tell(t("stock.rewards.made"));
    },
  );
  const isMine = act.kind === "bulk_codes" && act.askedBy === person.id;
  if (!isMine || act.outcome !== "booked" || list?.batch === undefined) return null;
  const { campaign, batch, count } = list;
  return (
    <Button
      size="console"
      kind="plain"
      onClick={() => make.mutate({ campaign, batch, count })}
      disabled={make.isPending}
    >
      {t("stock.rewards.make")}
    </Button>
  );
}

function One({ act }: { readonly act: Act }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { person } = useStaff();
  const done = (): void => {
    tell(t("settings.acts.done"));
    void client.invalidateQueries({ queryKey: ["acts"] });
  };
  const approve = useAct(() => trofast.staff.approveAct({ params: { actId: act.id } }), done);
  const undo = useAct(() => trofast.staff.undoAct({ params: { actId: act.id } }), done);
  const what = useWhat();
  const due = { when: dayAndTime(act.dueAt) };
  return (
    <li className="flex max-w-none flex-wrap items-center gap-3 border-b border-line py-2 last:border-0">
      <span className="grow">
        {what(act)}
        <span className="block text-sm text-muted">
          {act.outcome === null
            ? t(act.needs === "delay" ? "settings.acts.due" : "settings.acts.lapses", due)
            : `${t(`settings.acts.outcomes.${act.outcome}`)} ${act.settledAt === null ? "" : dayAndTime(act.settledAt)}`}
        </span>
      </span>
      <MakeList act={act} />
      {act.outcome === null && act.needs === "approval" && act.askedBy !== person.id && (
        <Button
          size="console"
          onClick={() => approve.mutate(undefined)}
          disabled={approve.isPending}
        >
          {t("settings.acts.approve")}
        </Button>
      )}
      {act.outcome === null && (
        <Button
          size="console"
          kind="plain"
          onClick={() => undo.mutate(undefined)}
          disabled={undo.isPending}
        >
          {t("settings.acts.undo")}
        </Button>
      )}
    </li>
  );
}
