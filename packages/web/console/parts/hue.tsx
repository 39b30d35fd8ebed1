/** The brand's hue: a slider with what it becomes, in the colours the server writes. Contrast cannot break. */
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";
import { number } from "../../ui/format.ts";

const HUES = 359;
const CONTRAST_WANTED = 4.5;
const THEMES = ["light", "dark"] as const;

interface Contrast {
  /** Of the hue's clearest colour, which nothing was done to. */
  readonly vivid: number;
  readonly now: number;
}

type Contrasts = Readonly<Record<(typeof THEMES)[number], Contrast>>;

/** Puts a hue's sheet over the page's own while it is tried out, and reads from it the contrasts that it has. */
function useTried(hue: number): Contrasts | null {
  const [contrasts, setContrasts] = useState<Contrasts | null>(null);
  useEffect(() => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = pathTo(`/brand/${hue}.css`);
    link.addEventListener("load", () => setContrasts(readContrasts()));
    const timer = setTimeout(() => document.head.append(link), 150);
    return () => {
      clearTimeout(timer);
      link.remove();
    };
  }, [hue]);
  return contrasts;
}

function readContrasts(): Contrasts {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): number => Number(style.getPropertyValue(`--contrast-${name}`));
  const of = (theme: string): Contrast => ({ vivid: read(`vivid-${theme}`), now: read(theme) });
  return { light: of("light"), dark: of("dark") };
}

export function HueField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (hue: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const contrasts = useTried(value);
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium">
        {label}: <span className="num">{value}°</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={HUES}
        value={value}
        aria-describedby={`${id}-contrast`}
        onChange={(event) => onChange(Number(event.target.value))}
        className="h-8 w-full max-w-md accent-brand"
      />
      <div className="flex max-w-md flex-wrap items-center gap-3 rounded-control border border-line p-3">
        <span className="rounded-control bg-brand px-4 py-2 font-semibold text-on-brand">
          {t("ui.save")}
        </span>
        <span className="rounded-control bg-brand-soft px-4 py-2 text-ink">{t("ui.more")}</span>
        <span className="font-semibold text-brand">{t("ui.back")}</span>
      </div>
      <div id={`${id}-contrast`} aria-live="polite" className="min-h-12 text-sm text-muted">
        {contrasts && <Told contrasts={contrasts} />}
      </div>
    </div>
  );
}

/** What the contrast is, and, where the hue's clear colour would be too weak, that it was put right. */
function Told({ contrasts }: { readonly contrasts: Contrasts }) {
  const { t } = useTranslation();
  const corrected = THEMES.filter((theme) => contrasts[theme].vivid < CONTRAST_WANTED);
  return (
    <ul className="flex flex-col gap-1">
      {THEMES.map((theme) => {
        const { vivid, now } = contrasts[theme];
        const words = { theme: t(`ui.theme.${theme}`), now: number(now, 1) };
        return (
          <li key={theme} className="num">
            {corrected.includes(theme)
              ? t(`settings.brand.corrected.${theme}`, { ...words, vivid: number(vivid, 1) })
              : t("settings.brand.contrast", words)}
          </li>
        );
      })}
    </ul>
  );
}
