/** Through what a consent came, as those who record it write: what is usual has words of its own in each language. */
const usual = {
  form: "form",
  paper: "form",
  import: "import",
  csv: "import",
  phone: "telephone",
  telephone: "telephone",
  call: "telephone",
  till: "till",
  pos: "till",
  store: "till",
  web: "web",
  website: "web",
} as const;

type UsualSource = (typeof usual)[keyof typeof usual];

const isUsual = (source: string): source is keyof typeof usual => Object.hasOwn(usual, source);

/** Null for a name of the club's own, which is shown as it is. */
export function sourceOf(source: string): UsualSource | null {
  const name = source.trim().toLowerCase();
  return isUsual(name) ? usual[name] : null;
}
