/** Programmes as they come in: objects or YAML text, read into what will be stored. */
import { isScalar, parseDocument, visit } from "yaml";
import { isDocument, problemOf } from "./domain.ts";
import type { ReadDocument } from "./domain.ts";

/**
 * The document as it will be stored.
 *
 * @param input an object, or YAML text (of which JSON is a part).
 */
export function readDocument(input: unknown): ReadDocument {
  const value = typeof input === "string" ? readYaml(input) : { value: input };
  if ("problem" in value) return value;
  const text = JSON.stringify(value.value) ?? "null";
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)) {
    return {
      problem: problemOf("unusable_character", "The programme holds NUL or half a character."),
    };
  }
  // What is checked is exactly what is stored: a YAML .nan, for one, is null in both.
  const document: unknown = JSON.parse(text);
  if (isDocument(document)) return { document };
  return {
    problem: problemOf(
      "shape",
      "The programme must be an object.",
      "Begin with club:, markets: and units:.",
    ),
  };
}

/** The reader of YAML takes longer than in proportion: a club with every section full has some 100,000 characters. */
const YAML_LENGTH_MAX = 200_000;
/** Each is looked up in the whole text. */
const YAML_ALIASES_MAX = 50;

function readYaml(text: string): { value: unknown } | Extract<ReadDocument, { problem: unknown }> {
  const problem = (message: string): Extract<ReadDocument, { problem: unknown }> => ({
    problem: problemOf("yaml", message),
  });
  if (text.length > YAML_LENGTH_MAX) {
    return problem(
      `The text is longer than ${YAML_LENGTH_MAX} characters; send the programme as an object instead.`,
    );
  }
  try {
    // The reader's own check for repeated keys, and its way of showing errors, take quadratic time.
    const read = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "error" });
    const [error] = read.errors;
    const fault = error ? { at: error.pos[0], message: `${error.message}.` } : yamlFault(read);
    if (fault === undefined) return { value: read.toJS() };
    const line = text.slice(0, fault.at).split("\n").length;
    return problem(`Line ${line}: ${fault.message}`);
  } catch (error) {
    // Nesting without end (RangeError) and aliases without end or anchor (ReferenceError).
    if (error instanceof ReferenceError || error instanceof RangeError) {
      return problem(`The YAML cannot be read: ${error.message}.`);
    }
    throw error;
  }
}

/** The first key said twice, of which two readers may each believe another; or one alias too many. */
function yamlFault(
  read: ReturnType<typeof parseDocument>,
): { at: number; message: string } | undefined {
  let fault: { at: number; message: string } | undefined;
  let aliases = 0;
  visit(read, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          fault = {
            at: key.range?.[0] ?? 0,
            message: `the key ${name.slice(0, 60)} is there twice.`,
          };
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
    Alias(_, { range }) {
      aliases += 1;
      if (aliases <= YAML_ALIASES_MAX) return undefined;
      fault = { at: range?.[0] ?? 0, message: `more than ${YAML_ALIASES_MAX} aliases.` };
      return visit.BREAK;
    },
  });
  return fault;
}
