/** Words for what the server names by a code. */

/** The word for a code, or the code made readable where a newer server knows more than this page. */
export function wordIn(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll(/[._-]+/g, " ");
}
