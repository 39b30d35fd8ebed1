/** Tables as they are handed out: CSV that no spreadsheet takes for formulas. */

/** The mark that a spreadsheet would begin a formula at (OWASP, CSV injection); numbers are none. */
export function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text);
}

/** A value as a cell of a CSV table (RFC 4180). */
export function cell(value: string): string {
  const safe = isFormula(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}
