/** Refusals beside their fields. */

/**
 * Where a pointer of a refusal points in a form: `/cost/minor` is the field `cost` where the form has no `cost.minor`.
 *
 * @param places fields by another name, the contract's.
 */
export function fieldAt<Field extends string>(
  pointer: string,
  fields: readonly Field[],
  places: Readonly<Record<string, Field>> = {},
): Field | undefined {
  const parts = pointer.split("/").slice(1);
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join(".");
    const field = places[name] ?? fields.find((known) => known === name);
    if (field !== undefined) return field;
  }
  return undefined;
}
