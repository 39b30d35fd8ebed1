/** Tills that went on without a network, of which something never came or whose clock is off, and what to do about it. */
import { useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listDevices } from "@trofast/contract/events-devices";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { useStoreName } from "../../ui/called.ts";
import { dayAndTime, list } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

type Device = AnswerOf<typeof listDevices>["data"][number];

const KEY = ["devices", "attention"];
const HOUR_SECONDS = 3600;
/** Below it a difference is told in minutes. */
const HOURS_FROM_SECONDS = 2 * HOUR_SECONDS;

export function Devices() {
  const { t } = useTranslation();
  const called = useDeviceName();
  const mayAct = useMay("events:write");
  const heads = ["device", "lacks", "clock", "heard"] as const;
  return (
    <Panel title={t("stock.devices.title")} about={t("stock.devices.about")}>
      <Pages
        queryKey={KEY}
        read={(cursor, signal) =>
          trofast.events.devices({ query: { ...from(cursor), state: "attention" }, signal })
        }
        empty={<p>{t("stock.devices.none")}</p>}
      >
        {(devices) => (
          <Table
            name={t("stock.devices.title")}
            columns={[...heads, ...(mayAct ? ["act" as const] : [])].map((id) => ({
              head: t(`stock.devices.${id}`),
            }))}
            rows={devices.map((device) => ({
              key: JSON.stringify([device.source, device.store, device.device]),
              cells: [
                called(device),
                <div key="missing" className="flex flex-col gap-4">
                  <Missing device={device} />
                  <Clash device={device} />
                </div>,
                <Clock key="clock" device={device} />,
                dayAndTime(device.heardAt),
                mayAct && device.missing > 0 && (
                  <GiveUp key="act" device={device} name={called(device)} />
                ),
              ],
            }))}
          />
        )}
      </Pages>
    </Panel>
  );
}

function useDeviceName(): (device: Device) => string {
  const { t } = useTranslation();
  const storeName = useStoreName(useMay("catalogue:read"));
  return ({ device, store }) =>
    store === null ? device : t("stock.devices.in", { device, store: storeName(store) });
}

function Missing({ device }: { readonly device: Device }) {
  const { t } = useTranslation();
  const { missing, missingSince, gaps } = device;
  if (missingSince === null) return t("stock.devices.nothing");
  const told = gaps.map((gap) => (gap.from === gap.to ? `${gap.from}` : `${gap.from}–${gap.to}`));
  const toldCount = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
  const which = list([...told, ...(toldCount < missing ? [t("stock.devices.more")] : [])]);
  return (
    <div className="flex max-w-prose min-w-56 flex-col gap-1">
      <p className="font-medium">
        {t("stock.devices.missing", { count: missing, since: dayAndTime(missingSince) })}
      </p>
      <p>{t("stock.devices.numbers", { which })}</p>
      <p className="text-muted">{t("stock.devices.missingDo")}</p>
    </div>
  );
}

/** A number that stands for two events. */
function Clash({ device: { clashedAt } }: { readonly device: Device }) {
  const { t } = useTranslation();
  if (clashedAt === null) return null;
  return (
    <div className="flex max-w-prose min-w-56 flex-col gap-1">
      <p className="font-medium">{t("stock.devices.clash", { when: dayAndTime(clashedAt) })}</p>
      <p className="text-muted">{t("stock.devices.clashDo")}</p>
    </div>
  );
}

function Clock({ device: { clock, skewSeconds } }: { readonly device: Device }) {
  const { t } = useTranslation();
  if (skewSeconds === null || clock === "right" || clock === "unknown")
    return clock === "right" ? t("stock.devices.right") : null;
  const seconds = Math.abs(skewSeconds);
  const by =
    seconds < HOURS_FROM_SECONDS
      ? t("stock.devices.minutes", { count: Math.round(seconds / 60) })
      : t("stock.devices.hours", { count: Math.round(seconds / HOUR_SECONDS) });
  return (
    <div className="flex max-w-prose min-w-40 flex-col gap-1">
      <p className="font-medium">
        {t(skewSeconds > 0 ? "stock.devices.ahead" : "stock.devices.behind", { by })}
      </p>
      <p className="text-muted">
        {t(clock === "far" ? "stock.devices.farDo" : "stock.devices.wrongDo")}
      </p>
    </div>
  );
}

function GiveUp({ device, name }: { readonly device: Device; readonly name: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { source, store, device: id, gaps } = device;
  const end = useAct(
    async () => {
      for (const gap of gaps) {
        const at = store === null ? {} : { store };
        const body = { source, ...at, device: id, from: gap.from, to: gap.to };
        await trofast.events.giveUp({ body });
      }
    },
    () => {
      tell(t("stock.devices.gaveUp"));
      void client.invalidateQueries({ queryKey: KEY });
    },
  );
  return (
    <Confirmed
      kind="plain"
      label={t("stock.devices.giveUp")}
      title={t("stock.devices.giveUpOf", { device: name })}
      consequence={<p>{t("stock.devices.giveUpAbout")}</p>}
      act={() => end.mutate(undefined)}
      busy={end.isPending}
    />
  );
}
