/** The club's picture in what is seen before the app's script has run, in the same box as packages/web/ui/logo.tsx. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readPublicClub } from "@trofast/contract/settings";
import { escape } from "./html.ts";

type Brand = AnswerOf<typeof readPublicClub>["brand"];

/** A brand in a page: the address of its picture with the path that the club is mounted at. */
export const mounted = (brand: Brand, base: string): Brand =>
  brand.logo === null ? brand : { ...brand, logo: { ...brand.logo, path: base + brand.logo.path } };

/**
 * @param look its height, such as h-10.
 * @param otherwise what stands there where the club has no picture.
 */
export function logoHtml({ logo }: Brand, look: string, otherwise = ""): string {
  if (logo === null) return otherwise;
  return `<img src="${escape(logo.path)}" alt="${escape(logo.alt)}" width="${logo.width}" height="${logo.height}" class="w-auto max-w-full self-start object-contain object-left dark:rounded-sm dark:bg-white dark:p-1 ${look}">`;
}
