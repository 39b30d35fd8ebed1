/** The club's logo: taken in after a look at its bytes, and told by an address that changes with it. */
import { createHash } from "node:crypto";
import { LOGO_BYTES_MAX, LOGO_PIXELS_MAX, LOGO_PIXELS_MIN } from "@trofast/contract/settings-logo";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { PublicClub } from "./domain.ts";
import * as store from "./logo-store.ts";
import { readPicture, type Picture } from "./picture.ts";

type Shown = NonNullable<PublicClub["brand"]["logo"]>;

const endings = { "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp" } as const;
/** Of the hash in the address: enough that no two pictures of a club share one. */
const HASH_SHOWN = 20;

const nameOf = ({ sha256, kind }: Pick<store.LogoKept, "sha256" | "kind">): string =>
  `${sha256.slice(0, HASH_SHOWN)}.${endings[kind]}`;

/** @param name the club's, which it says where nothing else is settled. */
export async function shownLogo(db: Db, name: string): Promise<Shown | null> {
  const kept = await store.read(db);
  if (kept === undefined) return null;
  const { width, height, alt } = kept;
  return { path: `/brand/logo/${nameOf(kept)}`, width, height, alt: alt ?? name };
}

/**
 * Lets a picture stand for the club, instead of the one before.
 *
 * @param input.image base64.
 * @throws DomainError `picture_unknown`, `picture_too_heavy`, `picture_wrong_size`.
 */
export async function putLogo(
  club: Club,
  input: { readonly image: string; readonly alt: string | null; readonly by: string },
): Promise<void> {
  const bytes = Buffer.from(input.image, "base64");
  const picture = pictureIn(bytes);
  await store.write(club.db, {
    ...picture,
    bytes,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    alt: input.alt,
    changedAt: club.clock.now(),
    changedBy: input.by.slice(0, 300),
  });
}

/** Looks at a picture that is to stand for a club later. @throws DomainError as `putLogo`. */
export function checkLogo(image: string): void {
  pictureIn(Buffer.from(image, "base64"));
}

/** Lets the name stand for it again; where there is no picture, nothing changes. */
export async function deleteLogo(club: Club): Promise<void> {
  await store.remove(club.db);
}

/** What is served at an address that `shownLogo` has told. @throws DomainError `not_found`. */
export async function logoFile(
  db: Db,
  name: string,
): Promise<{ readonly kind: Picture["kind"]; readonly bytes: Uint8Array }> {
  const kept = await store.read(db);
  if (kept === undefined || nameOf(kept) !== name)
    throw new DomainError("not_found", "The club has no such logo, or another by now.");
  return { kind: kept.kind, bytes: await store.bytes(db) };
}

function pictureIn(bytes: Uint8Array): Picture {
  if (bytes.length > LOGO_BYTES_MAX)
    throw new DomainError(
      "picture_too_heavy",
      `It is ${bytes.length} bytes; at most ${LOGO_BYTES_MAX} are taken. Nothing was changed.`,
    );
  const picture = readPicture(bytes);
  if (picture === null)
    throw new DomainError(
      "picture_unknown",
      "It is no PNG, JPEG or WebP, whatever its name says. Nothing was changed.",
    );
  const { width, height } = picture;
  const fits = [width, height].every((side) => side >= LOGO_PIXELS_MIN && side <= LOGO_PIXELS_MAX);
  if (fits) return picture;
  throw new DomainError(
    "picture_wrong_size",
    `It is ${width} by ${height} pixels; each side must be ${LOGO_PIXELS_MIN} to ${LOGO_PIXELS_MAX}. Nothing was changed.`,
  );
}
