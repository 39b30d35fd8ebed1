/** Where and through what the club sells: its stores, and what its channels are called. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { putSettings, type getSettings } from "@trofast/contract/settings";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { languageName } from "../parts/languages.ts";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { Stores } from "./stores.tsx";

export function Places() {
  return (
    <>
      <Stores />
      <Channels />
    </>
  );
}

type Settings = AnswerOf<typeof getSettings>;
type Named = Settings["channels"];

/** Those that tills, shops and the app send of themselves. */
const OWN = ["till", "web", "app"] as const;

function Channels() {
  const { t } = useTranslation();
  const mayWrite = useMay("settings:write");
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => trofast.settings.get({ signal }),
  });
  const [changing, setChanging] = useState<string | null>(null);
  if (settings.isPending) return <Loading rows={3} className="h-10" />;
  if (settings.isError)
    return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  const { data } = settings;
  const known = [...new Set([...OWN, ...Object.keys(data.channels)])];
  return (
    <>
      <Panel title={t("settings.places.channels")} about={t("settings.places.channelsAbout")}>
        <Table
          name={t("settings.places.channels")}
          columns={[
            { head: t("settings.places.channel") },
            ...first.club.languages.map((language) => ({ head: languageName(language) })),
            ...(mayWrite ? [{ head: t("settings.edit") }] : []),
          ]}
          rows={known.map((channel) => ({
            key: channel,
            cells: [
              channel,
              ...first.club.languages.map(
                (language) => data.channels[channel]?.[language] ?? t("settings.places.asEver"),
              ),
              mayWrite && (
                <Button
                  key="change"
                  size="console"
                  kind="plain"
                  aria-haspopup="dialog"
                  aria-label={t("settings.places.nameOf", { channel })}
                  onClick={() => setChanging(channel)}
                >
                  {t("settings.places.change")}
                </Button>
              ),
            ],
          }))}
        />
        <Sheet
          open={changing !== null}
          onOpenChange={() => setChanging(null)}
          title={t("settings.places.nameOf", { channel: changing ?? "" })}
        >
          {changing !== null && (
            <ChannelForm
              key={changing}
              settings={data}
              channel={changing}
              done={() => setChanging(null)}
            />
          )}
        </Sheet>
      </Panel>
      {mayWrite && (
        <Panel title={t("settings.places.add")}>
          <ChannelForm settings={data} />
        </Panel>
      )}
    </>
  );
}

interface ChannelValues {
  readonly channel: string;
  readonly names: Names;
}

/** All channels with this one named so; one without any name is called as ever again. */
function withNames(before: Named, { channel, names }: ChannelValues): Named {
  const { [channel]: known = {}, ...others } = before;
  const said = namesOf(names, known);
  return Object.keys(said).length === 0 ? others : { ...others, [channel]: said };
}

/** @param channel the one that is named; a new one where it is left out. */
function ChannelForm({
  settings,
  channel,
  done,
}: {
  readonly settings: Settings;
  readonly channel?: string;
  readonly done?: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: channel === undefined ? "channel" : `channel_${channel}`,
    start: {
      channel: channel ?? "",
      names: nameValues(settings.channels[channel ?? ""]),
    } satisfies ChannelValues,
    fields: ["channel", ...NAME_FIELDS],
    places: placesFor(channel),
    endpoint: putSettings,
    input: ({ channel: id, names }: ChannelValues) => ({
      body: {
        revision: settings.revision,
        channels: withNames(settings.channels, { channel: id.trim(), names }),
      },
    }),
    check: ({ channel: id, names }) =>
      channel === undefined && (id.trim() === "" || Object.keys(namesOf(names)).length === 0)
        ? [
            {
              pointer: id.trim() === "" ? "/channel" : `/${NAME_FIELDS[0]?.replace(".", "/")}`,
              words: t("settings.places.empty"),
            },
          ]
        : [],
    call: (input) => trofast.settings.put(input),
    done: (answer) => {
      client.setQueryData(["settings"], answer);
      tell(t("settings.places.saved"));
      done?.();
    },
    isEmptied: channel === undefined,
  });
  return (
    <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-3 sm:grid-cols-2">
      {channel === undefined && (
        <TextField
          className="min-h-10"
          label={t("settings.places.channel")}
          hint={t("settings.places.channelHint")}
          {...form.field("channel")}
        />
      )}
      <NameFields field={form.field} />
    </FormFrame>
  );
}

/** In the contract a channel stands by its own name: whatever is wrong with that name is about its field. */
const placesFor = (channel: string | undefined): Record<string, "channel"> =>
  channel === undefined ? { channels: "channel" } : {};
