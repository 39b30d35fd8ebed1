import * as contract from "@trofast/contract/settings";
import { deleteLogo, putLogo } from "@trofast/contract/settings-logo";
import { formatInstant } from "@trofast/engine/time";
import { bind, reply } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { DomainError } from "../../platform/errors.ts";
import * as settings from "./service.ts";

const PUBLIC_SECONDS = 30;

export function registerSettingRoutes(http: Http): void {
  bind(http, contract.readPublicClub, async ({ club }) =>
    reply(await settings.publicClub(club), {
      headers: { "cache-control": `public, max-age=${PUBLIC_SECONDS}` },
    }),
  );

  bind(http, contract.getSettings, async ({ club }) => shown(await settings.readKnown(club)));

  bind(http, contract.putSettings, async ({ club, caller, body }) =>
    shown(await settings.change(club, { change: body, by: caller.name })),
  );

  bind(http, putLogo, async ({ club, caller, body }) => {
    await settings.putLogo(club, { ...body, by: caller.name });
    const logo = await settings.logoOf(club);
    if (logo === null) throw new DomainError("picture_unknown", "Somebody has just removed it.");
    return logo;
  });

  bind(http, deleteLogo, async ({ club }) => {
    await settings.deleteLogo(club);
    return null;
  });
}

function shown({
  languages,
  terms,
  channels,
  quickActs,
  green,
  changedAt,
  ...same
}: settings.Known) {
  return {
    ...same,
    languages: languages === null ? null : [...languages],
    terms: { ...terms },
    channels: settings.copied(channels),
    quickActs: [...quickActs],
    green: green === null ? null : { activities: [...green.activities], tags: [...green.tags] },
    changedAt: changedAt === null ? null : formatInstant(changedAt),
  };
}
