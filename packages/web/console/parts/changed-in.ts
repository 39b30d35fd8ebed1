/** What of a form is kept as a draft. */

/** The entries that differ from where the form began, without those left out; null where there are none. */
export function changedIn(
  start: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  leftOut: readonly string[] = [],
): Record<string, unknown> | null {
  const changed = Object.entries(now).filter(
    ([name, value]) =>
      !leftOut.includes(name) && JSON.stringify(value) !== JSON.stringify(start[name]),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
