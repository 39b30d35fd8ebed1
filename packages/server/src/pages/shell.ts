/**
 * What is seen before the app's script has run: the same boxes that the app then draws, so that nothing jumps. The
 * member's own balance stands in it, since the page is written for whoever asked for it.
 */
import { z } from "zod";
import type { Face } from "./assets.ts";
import { escape } from "./html.ts";

const known = z.object({
  profile: z.record(z.string(), z.string()),
  standing: z
    .object({ balance: z.object({ points: z.object({ available: z.int() }).optional() }).loose() })
    .loose()
    .nullable(),
});

interface ShellParts {
  readonly face: Face;
  readonly club: { readonly name: string };
  readonly me: unknown;
  readonly language: "sv" | "da" | "en";
}

const hello = { sv: "Hej", da: "Hej", en: "Hello" } as const;

export function shellOf({ face, club, me, language }: ShellParts): string {
  if (face !== "club") return `<div class="first-shell"><p>${escape(club.name)}</p></div>`;
  const read = known.safeParse(me);
  if (!read.success)
    return `<div class="first-shell"><p class="first-hello">${escape(club.name)}</p></div>`;
  const { givenName } = read.data.profile;
  const name = givenName === undefined ? "" : ` ${givenName}`;
  return `<div class="first-shell"><p class="first-hello">${escape(`${hello[language]}${name}`)}</p></div>`;
}
