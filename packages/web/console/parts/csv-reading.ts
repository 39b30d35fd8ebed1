/** Reads tables that people export: RFC 4180, separated by comma, semicolon or tab, the first line naming the columns. */

export interface Table {
  /** In lower case, without surrounding space. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: ReadonlyMap<string, string> }[];
}

export function readCsv(text: string): Table {
  const plain = text.replace(/^\uFEFF/, "");
  const head = /^[^\r\n]*/.exec(plain)?.[0] ?? "";
  const [first, ...records] = recordsOf(plain, delimiterOf(head));
  const columns = (first?.cells ?? []).map((name) => name.trim().toLowerCase());
  const rows = records.map(({ line, cells }) => ({
    line,
    cells: new Map(columns.map((name, at) => [name, (cells[at] ?? "").trim()])),
  }));
  return { columns, rows };
}

/** Nordic spreadsheets write semicolons, others commas: the header, which holds no numbers, tells. */
function delimiterOf(head: string): string {
  const counts = [";", "\t", ","].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.toSorted((one, other) => other.count - one.count)[0]?.mark ?? ",";
}

interface Rec {
  readonly line: number;
  readonly cells: string[];
}

/** Empty lines are passed over; a quote that is never closed takes what is left. */
function recordsOf(text: string, delimiter: string): Rec[] {
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)(?:"|$)|([^"${delimiter}\\r\\n][^${delimiter}\\r\\n]*)?)(${delimiter}|\\r\\n|\\n|\\r|$)`,
    "y",
  );
  const records: Rec[] = [];
  let cells: string[] = [];
  let line = 1;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) break;
    const [whole, quoted, plain, end] = found;
    cells.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end !== delimiter) {
      if (cells.some((each) => each !== "")) records.push({ line, cells });
      cells = [];
    }
    line += whole.split("\n").length - 1;
  }
  if (cells.some((each) => each !== "")) records.push({ line, cells });
  return records;
}
