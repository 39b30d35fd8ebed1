/**
 * The club's brand colour from one hue, so that no choice can make text unreadable: lightness moves until the contrast
 * holds. OKLCH by Björn Ottosson (2020); contrast by WCAG 2.2 (relative luminance).
 */

/** Wanted between the brand colour and what it stands on, or what stands on it. */
const CONTRAST_MIN = 4.5;
const LIGHTNESS_STEP = 0.005;
/** More than any colour of sRGB has. */
const CHROMA_MAX = 0.33;

/** Linear sRGB, each from 0 to 1 where the colour can be shown. */
type Linear = readonly [number, number, number];

function linearOf(lightness: number, chroma: number, hue: number): Linear {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const isShowable = (colour: Linear): boolean =>
  colour.every((part) => part >= -0.0001 && part <= 1.0001);

/** The most chroma, up to what is wanted, that a screen can show. */
function chromaWithin(lightness: number, wanted: number, hue: number): number {
  let chroma = wanted;
  while (chroma > 0 && !isShowable(linearOf(lightness, chroma, hue))) chroma -= 0.005;
  return Math.max(0, chroma);
}

function luminance(lightness: number, chroma: number, hue: number): number {
  const [red, green, blue] = linearOf(lightness, chroma, hue).map((part) =>
    Math.min(1, Math.max(0, part)),
  );
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** WCAG's contrast ratio of two luminances. */
export function contrastOf(one: number, other: number): number {
  const [light, dark] = one > other ? [one, other] : [other, one];
  return (light + 0.05) / (dark + 0.05);
}

interface Ramp {
  readonly brand: string;
  readonly onBrand: string;
  readonly soft: string;
  readonly band: string;
  /** The least contrast that the brand colour has, on the page and under its own text. */
  readonly contrast: number;
  /** The same of the hue's clearest colour, which nothing was done to. */
  readonly vivid: number;
}

interface Theme {
  readonly from: number;
  readonly direction: 1 | -1;
  readonly chroma: number;
  /** Luminances of what the brand colour is seen on, the hardest one. */
  readonly surface: readonly [lightness: number, chroma: number, hue: number];
  readonly text: readonly [lightness: number, chroma: number, hue: number];
  readonly soft: readonly [lightness: number, chroma: number];
  readonly bandPercent: number;
}

const themes = {
  light: {
    from: 0.44,
    direction: -1,
    chroma: 0.14,
    surface: [0.95, 0.025, 90],
    text: [0.99, 0.005, 90],
    soft: [0.95, 0.025],
    bandPercent: 16,
  },
  dark: {
    from: 0.78,
    direction: 1,
    chroma: 0.11,
    surface: [0.3, 0.05, 275],
    text: [0.2, 0.05, 275],
    soft: [0.3, 0.05],
    bandPercent: 18,
  },
} as const satisfies Record<string, Theme>;

/** The colour of a hue with the most chroma that a screen can show: what people mean by "yellow". */
function vividOf(hue: number): [lightness: number, chroma: number, hue: number] {
  let best: [number, number] = [0, 0];
  for (let lightness = 0.2; lightness < 1; lightness += 0.01) {
    const chroma = chromaWithin(lightness, CHROMA_MAX, hue);
    if (chroma > best[1]) best = [lightness, chroma];
  }
  return [...best, hue];
}

/** The brand colours of one theme, from its hue in degrees. */
export function rampOf(hue: number, name: keyof typeof themes): Ramp {
  const theme: Theme = themes[name];
  const surface = luminance(...theme.surface);
  const text = luminance(...theme.text);
  let lightness = theme.from;
  const clear = luminance(...vividOf(hue));
  for (;;) {
    const chroma = chromaWithin(lightness, theme.chroma, hue);
    const own = luminance(lightness, chroma, hue);
    const contrast = Math.min(contrastOf(own, surface), contrastOf(own, text));
    const next = lightness + theme.direction * LIGHTNESS_STEP;
    if (contrast >= CONTRAST_MIN || next <= 0 || next >= 1)
      return {
        brand: oklch(lightness, chroma, hue),
        onBrand: oklch(theme.text[0], Math.min(theme.text[1], 0.05), hue),
        soft: oklch(theme.soft[0], chromaWithin(theme.soft[0], theme.soft[1], hue), hue),
        band: `${oklch(lightness, chroma, hue).slice(0, -1)} / ${theme.bandPercent}%)`,
        contrast,
        vivid: Math.min(contrastOf(clear, surface), contrastOf(clear, text)),
      };
    lightness = next;
  }
}

const oklch = (lightness: number, chroma: number, hue: number): string =>
  `oklch(${round(lightness)} ${round(chroma)} ${hue})`;

const round = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * A style sheet that gives the pages the club's own colour in both themes, and tells whoever chooses it the contrast in
 * each: what the hue's clearest colour would have, and what it became.
 */
export function brandSheet(hue: number): string {
  const light = rampOf(hue, "light");
  const dark = rampOf(hue, "dark");
  const rule = (selector: string, { brand, onBrand, soft, band }: Ramp, more = ""): string =>
    `${selector}{--brand:${brand};--on-brand:${onBrand};--brand-soft:${soft};--band:${band}${more}}`;
  return `${rule(":root", light, `${told("light", light)}${told("dark", dark)}`)}\n${rule('[data-theme="dark"]', dark)}\n`;
}

/** Cut off, not rounded: 4.49 must not be told as 4.5. */
const told = (theme: string, { vivid, contrast }: Ramp): string =>
  `;--contrast-vivid-${theme}:${Math.floor(vivid * 10) / 10};--contrast-${theme}:${Math.floor(contrast * 10) / 10}`;
