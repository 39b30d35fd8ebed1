/** A card's number for hand scanners, and to be read aloud. */
import { useTranslation } from "react-i18next";
import { barsPath, code128 } from "./code128.ts";

const BAR_HEIGHT = 40;

export function Bars({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const modules = code128(number);
  const bars = modules === null ? null : barsPath(modules, BAR_HEIGHT);
  return (
    <div className="w-full">
      {bars !== null && (
        <svg
          role="img"
          aria-label={t("card.bars")}
          viewBox={`0 0 ${bars.width} ${BAR_HEIGHT}`}
          preserveAspectRatio="none"
          shapeRendering="crispEdges"
          className="h-20 w-full bg-white"
        >
          <path d={bars.path} fill="#000" />
        </svg>
      )}
      <p className="num mt-2 text-center text-lg tracking-widest">
        <span className="sr-only">{t("card.number")} </span>
        {number.replaceAll(/(.{4})(?=.)/g, "$1 ")}
      </p>
    </div>
  );
}
