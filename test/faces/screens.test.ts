/** Every screen in both themes, several widths and three languages: nobody is locked out, nothing falls outside. */
import { expect, test } from "vitest";
import { screens } from "./all-screens.ts";
import { openDemo } from "./demo-server.ts";
import { picture, wrongsOf, type Look, type Spoken } from "./looking.ts";

/** Each width, theme and language once or more; the longest words where there is least room. */
const looks: readonly Look<Spoken>[] = [
  { width: 320, theme: "dark", language: "sv" },
  { width: 390, theme: "light", language: "en" },
  { width: 1280, theme: "light", language: "da" },
  { width: 1280, theme: "dark", language: "en" },
];

const demo = openDemo();

const nameOf = ({ width, theme, language }: Look<Spoken>): string =>
  `${width} ${theme} ${language}`;

test.each(screens)("%s as %s", async (path, role, targetMin) => {
  const wrongs: string[] = [];
  for (const look of looks) {
    const { page, context, faults } = await demo.visit(path, role, look);
    await picture(page, `${path.slice(1).replaceAll(/[/?=]/g, "-") || "home"} ${nameOf(look)}`);
    const found = [...faults, ...(await wrongsOf(page, targetMin))];
    wrongs.push(...found.map((wrong) => `${nameOf(look)}: ${wrong}`));
    await context.close();
  }
  expect(wrongs).toEqual([]);
});
