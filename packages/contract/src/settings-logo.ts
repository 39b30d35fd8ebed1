/** The picture that stands for the club. */
import { z } from "zod";
import { line } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Settings";

/** What every browser draws, and none can run: a drawing in SVG may hold scripts. */
export const pictureKinds = ["image/png", "image/jpeg", "image/webp"] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** It comes with the first screen. */
export const LOGO_BYTES_MAX = 200_000;
export const LOGO_PIXELS_MIN = 16;
export const LOGO_PIXELS_MAX = 2_000;
/** Room to refuse in words what is several times too heavy. */
const LOGO_BASE64_MAX = 900_000;

const alt = line(100).nullable();

export const logoShown = z
  .object({
    path: z
      .string()
      .describe("Below the address of the club; another picture has another, so it may be kept."),
    width: z.int().describe("In pixels."),
    height: z.int(),
    alt: z.string().describe("What it says, to those who do not see it."),
  })
  .meta({ id: "Logo" });

/** A picture as it is sent. */
export const logoSent = z.strictObject({
  image: z
    .base64()
    .min(1)
    .max(LOGO_BASE64_MAX)
    .describe(
      `PNG, JPEG or WebP in base64, told by its first bytes: at most ${LOGO_BYTES_MAX} bytes, ${LOGO_PIXELS_MIN} to ${LOGO_PIXELS_MAX} pixels wide and high.`,
    ),
  alt: alt.default(null).describe("null: the club's name."),
});

export const logoRefusals = ["picture_unknown", "picture_too_heavy", "picture_wrong_size"] as const;

export const putLogo = endpoint({
  id: "settings.putLogo",
  method: "PUT",
  path: "/v1/settings/logo",
  summary: "Let a picture stand for the club",
  description: "Instead of the one before. It is seen by everybody, as everything the club is.",
  tag,
  scope: "settings:write",
  stores: "club",
  body: logoSent,
  answer: logoShown,
  refusals: [...logoRefusals],
  idempotent: "natural",
});

export const deleteLogo = endpoint({
  id: "settings.deleteLogo",
  method: "DELETE",
  path: "/v1/settings/logo",
  summary: "Let the club's name stand for it again",
  tag,
  scope: "settings:write",
  stores: "club",
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const logoEndpoints = [putLogo, deleteLogo] as const;
