/** A page for who is not signed in: one card in the middle, with the language within reach. */
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { first, LANGUAGES } from "../../ui/first.ts";
import { Logo } from "../../ui/logo.tsx";
import { language } from "../../ui/format.ts";
import { chooseLanguage } from "../../ui/text.ts";

export function Outside({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} – ${first.club.name}`;
  }, [title]);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-6 p-5">
      <Logo className="h-12">
        <p className="font-display text-xl font-semibold">{first.club.brand.logoText}</p>
      </Logo>
      <div className="flex flex-col gap-5 rounded-card border border-line bg-card p-6">
        <div className="flex flex-col gap-1.5">
          <h1 className="text-2xl">{title}</h1>
          {about !== undefined && <p>{about}</p>}
        </div>
        {children}
      </div>
      <Languages />
    </main>
  );
}

export function Languages() {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("ui.language")} className="flex flex-wrap gap-1">
      {LANGUAGES.map((id) => (
        <li key={id}>
          <button
            type="button"
            lang={id}
            aria-pressed={id === language()}
            onClick={() => void chooseLanguage(id)}
            className="min-h-10 rounded-control px-3 text-sm aria-pressed:bg-brand-soft aria-pressed:font-semibold"
          >
            {t(`ui.languages.${id}`)}
          </button>
        </li>
      ))}
    </ul>
  );
}
