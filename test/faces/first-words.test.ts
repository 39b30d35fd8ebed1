/** What the server writes before the app is there is what the app then says. */
import { expect, test } from "vitest";
import { screenParts, shellOf } from "../../packages/server/src/pages/shell.ts";
import { readAssets } from "../../packages/server/src/pages/assets.ts";
import { da as clubDa } from "../../packages/web/club/texts/da.ts";
import { en as clubEn } from "../../packages/web/club/texts/en.ts";
import { sv as clubSv } from "../../packages/web/club/texts/sv.ts";
import { da as tillDa } from "../../packages/web/till/texts/da.ts";
import { en as tillEn } from "../../packages/web/till/texts/en.ts";
import { sv as tillSv } from "../../packages/web/till/texts/sv.ts";
import { said } from "./words.ts";

type Club = Parameters<typeof shellOf>[0]["club"];

const aClub = (part: Partial<Club> = {}): Club => ({
  name: "Kvarnby",
  languages: ["sv"],
  markets: [],
  brand: { hue: 1, logoText: "" },
  theme: "system",
  demo: false,
  relation: ["transaction"],
  demoPath: null,
  joinBy: { email: true, sms: true, till: true },
  terms: {},
  contact: null,
  programmeVersion: null,
  units: {},
  cards: {},
  ladders: {},
  challenges: {},
  activities: {},
  rewards: {},
  badges: {},
  channels: {},
  rules: {},
  ...part,
});

const languages = [
  ["sv", clubSv, tillSv],
  ["da", clubDa, tillDa],
  ["en", clubEn, tillEn],
] as const;

test.each(languages)("in %s", (language, { join, ui }, { signIn }) => {
  const joining = (part: Partial<Club>): string =>
    shellOf({ face: "club", club: aClub(part), me: null, language, screen: "join" });
  const till = (demo: boolean): string =>
    shellOf({ face: "till", club: aClub({ demo }), me: null, language, screen: "till" });
  const nobody = { email: false, sms: false };
  expect(joining({})).toContain(join.lead);
  expect(joining({})).toContain(said(join.title, { club: "Kvarnby" }));
  expect(joining({ joinBy: { ...nobody, till: true } })).toContain(join.till);
  expect(joining({ joinBy: { ...nobody, till: false } })).toContain(join.nowhere);
  expect(joining({ demo: true })).toContain(join.demo);
  expect(joining({ demo: true })).toContain(ui.demo);
  expect(till(true)).toContain(signIn.title);
  expect(till(true)).toContain(signIn.demoText);
  expect(till(false)).toContain(signIn.text);
});

test("the scripts of a first screen are in the build", async () => {
  const assets = await readAssets();
  const parts = [
    ["club", "join"],
    ["console", "overview"],
  ] as const;
  for (const [face, screen] of parts)
    for (const source of screenParts(face, screen, "sv"))
      expect(assets?.faces[face].scriptsOf(source), source).not.toEqual([]);
});
