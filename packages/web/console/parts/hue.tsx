/** The brand's hue: a slider with what it becomes, in the colours the server writes. Contrast cannot break. */
import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { pathTo } from "../../ui/api.ts";

const HUES = 359;

/** Puts a hue's sheet over the page's own while it is tried out. */
function useTried(hue: number): void {
  useEffect(() => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = pathTo(`/brand/${hue}.css`);
    const timer = setTimeout(() => document.head.append(link), 150);
    return () => {
      clearTimeout(timer);
      link.remove();
    };
  }, [hue]);
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
  useTried(value);
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
    </div>
  );
}
