/** Names, fields, table entries and list elements: everything that reads a value out of the context. */

import type { ASTNode } from "@marcbachmann/cel-js";
import { isExact, type Exact } from "./amount.ts";
import { EvaluationError, type Span } from "./errors.ts";
import { listed, nearest } from "./explain.ts";
import { USUAL_READS } from "./usual-reads.ts";
import {
  isFields,
  refuse,
  textOf,
  typeOf,
  type Build,
  type Fields,
  type ListNode,
  type MapNode,
  type Mapping,
  type Node,
  type ObjectNode,
  type Run,
  type Variables,
} from "./nodes.ts";
import { typeInWords, type Type } from "./types.ts";

/** What a read is called in an error, and the path it adds to `uses`. */
type Read = { readonly label: string; readonly path: string | null };

function noValue(label: string): never {
  throw new EvaluationError("no_such_key", `${label} has no value here.`);
}

/** The value of a static path; undefined where a step is missing. One closure for the usual lengths. */
function readSteps(steps: readonly string[]): Run<unknown> {
  const usual = USUAL_READS.get(steps.join("."));
  if (usual !== undefined) return usual;
  const [first = "", second = "", third = ""] = steps;
  if (steps.length === 1) return (context) => context[first];
  if (steps.length === 2) {
    return (context) => {
      const outer = context[first];
      return isFields(outer) ? outer[second] : undefined;
    };
  }
  if (steps.length === 3) {
    return (context) => {
      const outer = context[first];
      const inner = isFields(outer) ? outer[second] : undefined;
      return isFields(inner) ? inner[third] : undefined;
    };
  }
  return (context) => {
    let value: unknown = context;
    for (const step of steps) value = isFields(value) ? value[step] : undefined;
    return value;
  };
}

function checkedNumber(read: Run<unknown>, label: string): Run<number> {
  return (context, locals) => {
    const value = read(context, locals);
    return typeof value === "number" ? value : noValue(label);
  };
}

function checkedString(read: Run<unknown>, label: string): Run<string> {
  return (context, locals) => {
    const value = read(context, locals);
    return typeof value === "string" ? value : noValue(label);
  };
}

function checkedBool(read: Run<unknown>, label: string): Run<boolean> {
  return (context, locals) => {
    const value = read(context, locals);
    return typeof value === "boolean" ? value : noValue(label);
  };
}

function checkedExact(read: Run<unknown>, label: string): Run<Exact> {
  return (context, locals) => {
    const value = read(context, locals);
    return isExact(value) ? value : noValue(label);
  };
}

function checkedList(read: Run<unknown>, label: string): Run<readonly unknown[]> {
  return (context, locals) => {
    const value = read(context, locals);
    return Array.isArray(value) ? value : noValue(label);
  };
}

function checkedFields(read: Run<unknown>, label: string): Run<Fields> {
  return (context, locals) => {
    const value = read(context, locals);
    return isFields(value) ? value : noValue(label);
  };
}

/** A piece of a known type over a read of unknown outcome: a value that is missing is an error, never a wrong answer. */
export function typedNode(
  at: Span,
  type: Type,
  read: Run<unknown>,
  { label, path }: Read,
  steps: readonly string[] | null = null,
): Node {
  const { kind } = type;
  const place = { start: at.start, end: at.end, constant: false, path };
  if (kind === "object") {
    return { ...place, kind, type, steps, run: checkedFields(read, label) };
  }
  if (kind === "map") return { ...place, kind, of: type.of, run: checkedFields(read, label) };
  if (kind === "list") return { ...place, kind, of: type.of, run: checkedList(read, label) };
  if (kind === "string") return { ...place, kind, run: checkedString(read, label) };
  if (kind === "bool") return { ...place, kind, run: checkedBool(read, label) };
  if (kind === "amount" || kind === "ratio") {
    return { ...place, kind, run: checkedExact(read, label) };
  }
  // An element of an empty list: there is none to read.
  if (kind === "null" || kind === "nothing") {
    return { ...place, kind: "null", run: () => noValue(label) };
  }
  return { ...place, kind, run: checkedNumber(read, label) };
}

/** Members of an object are used one by one, so only what is not an object counts as read. */
function use(build: Build, type: Type, path: string | null): void {
  if (path !== null && type.kind !== "object") build.uses.add(path);
}

/** A bare name: a macro's variable or one of the roots. */
export function compileName(
  build: Build,
  ast: Extract<ASTNode, { op: "id" }>,
  variables: Variables,
): Node {
  const name = ast.args;
  const local = variables.get(name);
  if (local !== undefined) {
    const { slot, type, path } = local;
    return typedNode(ast, type, (_context, locals) => locals[slot], { label: name, path });
  }
  const type = build.root.fields.get(name);
  if (type !== undefined) {
    use(build, type, name);
    return typedNode(ast, type, readSteps([name]), { label: name, path: name }, [name]);
  }
  const known = [...variables.keys(), ...build.root.fields.keys()];
  return refuse(
    build,
    ast,
    "unknown_name",
    `There is nothing called '${name}' here${nearest(name, known)}`,
    `These names can be used: ${listed(known)}.`,
  );
}

function fieldOfObject(build: Build, at: Span, left: ObjectNode, name: string): Node {
  const type = left.type.fields.get(name);
  const owner = textOf(build, left);
  if (type === undefined) {
    const known = [...left.type.fields.keys()];
    return refuse(
      build,
      at,
      "unknown_field",
      `${owner} has no field '${name}'${nearest(name, known)}`,
      `${owner} has: ${listed(known)}.`,
    );
  }
  const path = left.path === null ? null : `${left.path}.${name}`;
  use(build, type, path);
  const read: Read = { label: textOf(build, at), path };
  if (left.steps !== null) {
    const steps = [...left.steps, name];
    return typedNode(at, type, readSteps(steps), read, steps);
  }
  const { run } = left;
  return typedNode(at, type, (context, locals) => run(context, locals)[name], read);
}

/** An entry's value; undefined where there is none. Own entries only. */
export function entryOf(map: Mapping, key: string): unknown {
  if (map instanceof Map) return map.get(key);
  const fields: Fields = isFields(map) ? map : {};
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function entryOfMap(build: Build, at: Span, left: MapNode, key: string): Node {
  const path = left.path === null ? null : `${left.path}.${key}`;
  use(build, left.of, path);
  const { run } = left;
  const read: Run<unknown> = (context, locals) => entryOf(run(context, locals), key);
  return typedNode(at, left.of, read, { label: textOf(build, at), path });
}

/** `left.name`. */
export function compileField(
  build: Build,
  ast: Extract<ASTNode, { op: "." }>,
  variables: Variables,
): Node {
  const [owner, name] = ast.args;
  const left = build.compile(owner, variables);
  if (left.kind === "broken") return left;
  if (left.kind === "object") return fieldOfObject(build, ast, left, name);
  if (left.kind === "map") return entryOfMap(build, ast, left, name);
  return refuse(
    build,
    ast,
    "no_fields",
    `${textOf(build, left)} is ${typeInWords(typeOf(left))}, so it has no field '${name}'.`,
    left.kind === "list"
      ? `Ask about its elements: .exists(x, ...), .all(x, ...) or [0].`
      : undefined,
  );
}

function elementAt(build: Build, at: Span, list: ListNode, index: Node): Node {
  if (index.kind !== "int") {
    return refuse(build, at, "wrong_index", "A place in a list is a whole number, counted from 0.");
  }
  if (list.of.kind === "nothing") {
    return refuse(build, at, "empty_list", "An empty list has no elements to take.");
  }
  const [items, place] = [list.run, index.run];
  const read: Run<unknown> = (context, locals) => {
    const values = items(context, locals);
    const position = place(context, locals);
    if (position >= 0 && position < values.length) return values[position];
    throw new EvaluationError("index_out_of_range", `The list has no element ${position}.`);
  };
  return typedNode(at, list.of, read, { label: textOf(build, at), path: null });
}

/** `left[index]`. */
export function compileIndex(
  build: Build,
  ast: Extract<ASTNode, { op: "[]" }>,
  variables: Variables,
): Node {
  const left = build.compile(ast.args[0], variables);
  const index = build.compile(ast.args[1], variables);
  if (left.kind === "broken") return left;
  if (index.kind === "broken") return index;
  if (left.kind === "list") return elementAt(build, ast, left, index);
  const written = ast.args[1];
  const key = written.op === "value" && typeof written.args === "string" ? written.args : null;
  if (left.kind === "map" && key !== null) return entryOfMap(build, ast, left, key);
  if (left.kind === "map" && index.kind === "string") {
    const [map, wanted] = [left.run, index.run];
    const read: Run<unknown> = (context, locals) =>
      entryOf(map(context, locals), wanted(context, locals));
    return typedNode(ast, left.of, read, { label: textOf(build, ast), path: null });
  }
  if (left.kind === "map") {
    return refuse(build, ast, "wrong_index", "An entry of a table is named by a text.");
  }
  if (left.kind === "object" && key !== null) return fieldOfObject(build, ast, left, key);
  if (left.kind === "object") {
    return refuse(
      build,
      ast,
      "unsupported",
      "Not supported here: choosing a field by a computed name.",
      `Write the field itself, such as ${textOf(build, left)}.${listed([...left.type.fields.keys()].slice(0, 1))}.`,
    );
  }
  const what = `${textOf(build, left)} is ${typeInWords(typeOf(left))}`;
  return refuse(build, ast, "no_elements", `${what}, so nothing can be taken out of it with [ ].`);
}

/** `has(a.b)`: true where the field or entry is there and known. */
export function compileHas(build: Build, at: Span, args: ASTNode[], variables: Variables): Node {
  const [asked] = args;
  if (asked === undefined || asked.op !== ".") {
    return refuse(build, at, "wrong_has", "has() asks about a field: write has(member.birthday).");
  }
  const node = build.compile(asked, variables);
  if (node.kind === "broken") return node;
  const owner = build.compile(asked.args[0], variables);
  const name = asked.args[1];
  const place = {
    kind: "bool" as const,
    start: at.start,
    end: at.end,
    constant: false,
    path: null,
  };
  if (owner.kind === "map") {
    const { run } = owner;
    return {
      ...place,
      run: (context, locals) => {
        const value = entryOf(run(context, locals), name);
        return value !== undefined && value !== null;
      },
    };
  }
  if (owner.kind !== "object") return refuse(build, at, "wrong_has", "has() asks about a field.");
  const { run } = owner;
  return {
    ...place,
    run: (context, locals) => {
      const value = run(context, locals)[name];
      return value !== undefined && value !== null;
    },
  };
}
