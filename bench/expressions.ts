/** Evaluations per second of typical rule conditions: our closures against the CEL library's own, on one core. */

import { compileExpression, createScope } from "../packages/engine/src/expressions/compile.ts";
import { LibraryAmount } from "../packages/engine/src/expressions/library.ts";
import { amount, type Part } from "./report.ts";

const scope = createScope({
  member: { level: "string", points: "int", categories: "list<string>", joined: "timestamp" },
  basket: { paid: "amount", categories: "list<string>" },
  item: { paid: "amount", tags: "list<string>", quantity: "int" },
  now: "timestamp",
});

const EXPRESSIONS: readonly string[] = [
  '"local" in item.tags && item.paid >= 100',
  "basket.categories.exists(c, !(c in member.categories))",
  'member.level in ["regular", "friend"] && basket.paid >= 499.50 && item.quantity > 1',
  'member.points + item.quantity * 10 > 500 || now - member.joined > duration("720h")',
];

const CONTEXTS = 64;
const MS_PER_MEASUREMENT = 1_000;
const WARM_UP_RUNS = 200_000;

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 12);

function ours(index: number) {
  return {
    member: {
      level: ["guest", "regular", "friend"][index % 3],
      points: index * 17,
      categories: ["coffee", "tea", "bread"].slice(0, 1 + (index % 3)),
      joined: NOW - index * DAY_MS,
    },
    basket: { paid: 4_000 + index * 2_500, categories: ["coffee", "bread", "cups"] },
    item: {
      paid: 5_000 + index * 500,
      tags: index % 2 === 0 ? ["organic", "local"] : ["organic"],
      quantity: index % 4,
    },
    now: NOW,
    scale: 100,
  };
}

function theirs(index: number) {
  const { member, basket, item, now } = ours(index);
  const money = (minor: number) => new LibraryAmount({ n: BigInt(minor), d: 100n });
  return {
    member: { ...member, points: BigInt(member.points), joined: new Date(member.joined) },
    basket: { ...basket, paid: money(basket.paid) },
    item: { ...item, paid: money(item.paid), quantity: BigInt(item.quantity) },
    now: new Date(now),
  };
}

/** Evaluations a second; the count of trues keeps the work from being thrown away. */
function measure<C>(evaluate: (context: C) => unknown, contexts: readonly C[]) {
  let trues = 0;
  const run = (times: number) => {
    for (let done = 0; done < times; done += contexts.length) {
      for (const context of contexts) if (evaluate(context) === true) trues += 1;
    }
  };
  run(WARM_UP_RUNS);
  let evaluations = 0;
  const start = performance.now();
  while (performance.now() - start < MS_PER_MEASUREMENT) {
    run(64 * CONTEXTS);
    evaluations += 64 * CONTEXTS;
  }
  const seconds = (performance.now() - start) / 1_000;
  return { perSecond: evaluations / seconds, trues };
}

/** All are compiled and run before any is measured: a club has hundreds of rules, not one. */
function prepareAll() {
  return EXPRESSIONS.map((source) => {
    const compilation = compileExpression(scope, source, "bool");
    if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
    const reference = scope.environment.parse(source);
    reference.check();
    const { evaluate } = compilation.compiled;
    ourContexts.forEach((context, index) => {
      if (evaluate(context) !== reference(theirContexts[index]))
        throw new Error(`Unlike: ${source}`);
    });
    return { source, evaluate, reference };
  });
}

const ourContexts = Array.from({ length: CONTEXTS }, (_, index) => ours(index));
const theirContexts = Array.from({ length: CONTEXTS }, (_, index) => theirs(index));

export async function expressions(): Promise<Part> {
  const prepared = prepareAll();
  for (const { evaluate } of prepared) measure(evaluate, ourContexts);
  const rows = prepared.map(({ source, evaluate, reference }) => {
    const mine = measure(evaluate, ourContexts).perSecond;
    const library = measure(reference, theirContexts).perSecond;
    return {
      what: source,
      value: mine / 1e6,
      unit: "million/s",
      more: `${amount(mine / library)} times the library`,
    };
  });
  return { part: "expressions", how: "conditions of rules, compiled to closures", rows };
}
