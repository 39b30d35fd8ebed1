/** Where a list goes on. */
import { placeIn } from "@trofast/contract/common";
import type { z } from "zod";
import { DomainError } from "./errors.ts";

/**
 * The sort key of the last row that the caller has seen; null for the first page.
 *
 * @throws DomainError `invalid_cursor` where no list with this order gave it out.
 */
export function placeAfter<Parts extends z.ZodTuple>(
  cursor: string | undefined,
  shape: Parts,
): z.output<Parts> | null {
  if (cursor === undefined) return null;
  const place = placeIn(cursor, shape);
  if (place !== null) return place;
  throw new DomainError("invalid_cursor", "The cursor is not one that this list gave out.");
}

/** The same as named values, for lists in the order of time. */
export function timeAfter(
  place: readonly [number, string] | null,
): { readonly at: number; readonly id: string } | null {
  return place === null ? null : { at: place[0], id: place[1] };
}
