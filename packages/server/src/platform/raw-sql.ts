/** SQL that is written as text goes out as it is: the library's own way visits each piece of it as a tree. */
import { PostgresDialect, PostgresQueryCompiler, RawNode, ValueNode } from "kysely";
import type { CompiledQuery, OperationNode, QueryId, RootOperationNode } from "kysely";

/** PostgreSQL, with the short way for `sql` texts. */
export class QuickDialect extends PostgresDialect {
  override createQueryCompiler(): QuickCompiler {
    return new QuickCompiler();
  }
}

class QuickCompiler extends PostgresQueryCompiler {
  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    const parameters: unknown[] = [];
    const text = textOf(node, parameters);
    if (text === null) return super.compileQuery(node, queryId);
    return { query: node, queryId, sql: text, parameters };
  }
}

/** The text of what holds nothing but texts and parameters; null of everything else. */
function textOf(node: OperationNode, parameters: unknown[]): string | null {
  if (ValueNode.is(node)) {
    if (node.immediate === true) return null;
    return `$${parameters.push(node.value)}`;
  }
  if (!RawNode.is(node)) return null;
  const { sqlFragments, parameters: parts } = node;
  let text = "";
  for (const [index, fragment] of sqlFragments.entries()) {
    text += fragment;
    const part = parts[index];
    if (part === undefined) continue;
    const inner = textOf(part, parameters);
    if (inner === null) return null;
    text += inner;
  }
  return text;
}
