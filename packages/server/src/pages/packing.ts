/** Pages, scripts and styles go out packed as the browser can read them: on a slow network that is what one waits for. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** Best first: br is a tenth smaller. Browsers take it over https and from localhost alone. */
const ENCODINGS: readonly Encoding[] = ["br", "gzip"];

/** Of a page that is written for one reader; files that stay the same are packed as small as they get when built. */
const BROTLI_QUALITY = 4;

/**
 * The best of what is offered that `Accept-Encoding` names; null: as it is. Whoever takes anything (`*`) gets it as it
 * is.
 *
 * Source: RFC 9110, section 12.5.3.
 */
export function encodingFor(
  accepted: string | undefined,
  offered: readonly Encoding[] = ENCODINGS,
): Encoding | null {
  const taken = new Set(
    (accepted ?? "")
      .toLowerCase()
      .split(",")
      .map((wish) => wish.split(";").map((part) => part.trim()))
      .filter(([, weight = "q=1"]) => !/^q=0(?:\.0*)?$/.test(weight))
      .map(([name = ""]) => name),
  );
  return offered.find((encoding) => taken.has(encoding)) ?? null;
}

export async function pack(text: string, encoding: Encoding): Promise<Buffer> {
  if (encoding === "gzip") return await promisify(gzip)(text);
  return await promisify(brotliCompress)(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
  });
}
