/**
 * Texts of an app: Swedish is the shape, the other languages must have every key of it, which the type checker sees to.
 *
 *     const { t } = useTranslation();  t("home.balance.now")
 */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { first, LANGUAGES, type Language } from "./first.ts";

/** The same keys with other words. */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

const YEAR_SECONDS = 31_536_000;

/** Opens i18next with the texts of an app, in the language that the server has chosen; others can be added later. */
export async function openTexts(texts: Readonly<Partial<Record<Language, object>>>): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: first.language,
    fallbackLng: "sv",
    supportedLngs: [...LANGUAGES],
    resources: Object.fromEntries(
      Object.entries(texts).map(([language, translation]) => [language, { translation }]),
    ),
    interpolation: { escapeValue: false },
    returnNull: false,
    parseMissingKeyHandler: keyWithoutWords,
  });
}

/** A screen that speaks of what its route did not bring the words for: the key stands there, and the error is reported. */
function keyWithoutWords(key: string, otherwise?: string): string {
  if (otherwise !== undefined) return otherwise;
  reportError(new Error(`There are no words for ${key}.`));
  return key;
}

/** For this browser, from now on; the server writes the next page in it. */
export async function chooseLanguage(language: Language): Promise<void> {
  remember("trofast_language", language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function chosenTheme(): Theme {
  const found = /(?:^|; )trofast_theme=(light|dark)/.exec(document.cookie)?.[1];
  return found === "light" || found === "dark" ? found : "system";
}

export function chooseTheme(theme: Theme): void {
  remember("trofast_theme", theme === "system" ? null : theme);
  applyTheme();
}

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** The page has a theme always: the chosen one, else the system's as it is now. */
export function applyTheme(): void {
  const chosen = chosenTheme();
  const dark = chosen === "dark" || (chosen === "system" && darkSystem.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

darkSystem.addEventListener("change", applyTheme);

function remember(name: string, value: string | null): void {
  const age = value === null ? 0 : YEAR_SECONDS;
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${age}; SameSite=Lax`;
}
