/** What makes the member app installable: its name, colours and mark. */
import { rampOf } from "./colour.ts";

export function webManifest(
  { name, brand }: { readonly name: string; readonly brand: { readonly hue: number } },
  mount: string,
): string {
  return JSON.stringify({
    id: `${mount}/`,
    name,
    short_name: name.slice(0, 12),
    start_url: `${mount}/`,
    scope: `${mount}/`,
    display: "standalone",
    background_color: "#fcfaf6",
    theme_color: "#fcfaf6",
    icons: [
      {
        src: `${mount}/icon.svg?hue=${brand.hue}`,
        sizes: "any",
        type: "image/svg+xml",
        purpose: "any",
      },
      {
        src: `${mount}/icon.svg?hue=${brand.hue}`,
        sizes: "any",
        type: "image/svg+xml",
        purpose: "maskable",
      },
    ],
  });
}

/** The berry mark, on the club's own colour. */
export function iconSvg(hue: number): string {
  const { brand, onBrand } = rampOf(hue, "light");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" fill="${brand}"/><g fill="${onBrand}"><circle cx="200" cy="232" r="76"/><circle cx="318" cy="252" r="76"/><circle cx="252" cy="342" r="76"/></g><path d="M256 168c6-40 34-68 78-72-4 42-32 70-78 72z" fill="${onBrand}"/></svg>\n`;
}
