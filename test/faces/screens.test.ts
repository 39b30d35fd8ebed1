/** Every screen in both themes, several widths and two languages: nobody is locked out, nothing falls outside. */
import { expect, test } from "vitest";
import { openDemo, type DemoPerson } from "./demo-server.ts";
import { picture, wrongsOf, type Look } from "./looking.ts";

/** Least sizes of what is touched: 44 for members, 24 at a desk, 56 at the till. */
const screens: readonly (readonly [path: string, role: DemoPerson | null, targetMin: number])[] = [
  ["/j", null, 44],
  ["/why", null, 44],
  ["/terms", null, 44],
  ["/", "member", 44],
  ["/rewards", "member", 44],
  ["/rewards/mine", "member", 44],
  ["/club", "member", 44],
  ["/me", "member", 44],
  ["/me/mirror", "member", 44],
  ["/me/history", "member", 44],
  ["/me/contact", "member", 44],
  ["/me/settings", "member", 44],
  ["/me/invite", "member", 44],
  ["/me/data", "member", 44],
  ["/console/sign-in", null, 24],
  ["/console", "marketer", 24],
  ["/console/members", "marketer", 24],
  ["/console/programme", "marketer", 24],
  ["/console/rewards", "marketer", 24],
  ["/console/catalogue", "marketer", 24],
  ["/console/ledger", "marketer", 24],
  ["/console/intake", "marketer", 24],
  ["/console/settings", "marketer", 24],
  ["/till", null, 56],
];

/** Each width, theme and language meets each other once or more. */
const looks: readonly Look[] = [
  { width: 320, theme: "dark", language: "sv" },
  { width: 390, theme: "light", language: "en" },
  { width: 1280, theme: "light", language: "sv" },
  { width: 1280, theme: "dark", language: "en" },
];

const demo = openDemo();

const nameOf = ({ width, theme, language }: Look): string => `${width} ${theme} ${language}`;

test.each(screens)("%s as %s", async (path, role, targetMin) => {
  const wrongs: string[] = [];
  for (const look of looks) {
    const { page, context, faults } = await demo.visit(path, role, look);
    await picture(page, `${path.slice(1).replaceAll("/", "-") || "home"} ${nameOf(look)}`);
    const found = [...faults, ...(await wrongsOf(page, targetMin))];
    wrongs.push(...found.map((wrong) => `${nameOf(look)}: ${wrong}`));
    await context.close();
  }
  expect(wrongs).toEqual([]);
});
