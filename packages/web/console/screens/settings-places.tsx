/** Where and through what the club sells: its stores, and what its channels are called. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { putSettings, type getSettings } from "@trofast/contract/settings";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { languageName } from "../parts/languages.ts";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { ThingFrame } from "../parts/thing-frame.tsx";
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
  const mayWrite = useMay("settings:write", "club");
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => trofast.settings.get({ signal }),
  });
  if (settings.isPending) return <Loading rows={3} className="h-10" />;
  if (settings.isError)
    return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  const { data } = settings;
  const known = [...new Set([...OWN, ...Object.keys(data.channels)])];
  return (
    <ThingFrame<string>
      title={t("settings.places.channels")}
      about={t("settings.places.channelsAbout")}
      add={{ title: t("settings.places.add") }}
      change={t("settings.places.change")}
      changeOf={(channel) => t("settings.places.nameOf", { channel })}
      mayWrite={mayWrite}
      form={(channel, done) => (
        <ChannelForm key={channel ?? ""} settings={data} channel={channel} done={done} />
      )}
      list={(act) => (
        <Table
          name={t("settings.places.channels")}
          columns={[
            { head: t("settings.places.channel") },
            ...first.club.languages.map((language) => ({ head: languageName(language) })),
            ...(mayWrite ? [{ head: t("stock.catalogue.act") }] : []),
          ]}
          rows={known.map((channel) => ({
            key: channel,
            cells: [
              channel,
              ...first.club.languages.map(
                (language) => data.channels[channel]?.[language] ?? t("settings.places.asEver"),
              ),
              act(channel),
            ],
          }))}
        />
      )}
    />
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

/** @param channel the one that is named; null for a new one. */
function ChannelForm({
  settings,
  channel,
  done,
}: {
  readonly settings: Settings;
  readonly channel: string | null;
  readonly done: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: channel === null ? "channel" : `channel_${channel}`,
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
      channel === null && (id.trim() === "" || Object.keys(namesOf(names)).length === 0)
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
      done();
    },
    isEmptied: channel === null,
  });
  return (
    <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-3 sm:grid-cols-2">
      {channel === null && (
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
const placesFor = (channel: string | null): Record<string, "channel"> =>
  channel === null ? { channels: "channel" } : {};
