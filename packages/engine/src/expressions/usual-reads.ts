/**
 * The paths that rules ask for most, read by functions of their own. They say what `readSteps` would find, only
 * faster: a field that is named in the code is found at once, one that is named by a value is looked up each time,
 * and rules ask for every line of every basket.
 */

import { isFields, type Run } from "./nodes.ts";

/** Dotted path -> how it is read. */
export const USUAL_READS: ReadonlyMap<string, Run<unknown>> = new Map<string, Run<unknown>>([
  ["item.article", ({ item }) => (isFields(item) ? item["article"] : undefined)],
  ["item.category", ({ item }) => (isFields(item) ? item["category"] : undefined)],
  ["item.categories", ({ item }) => (isFields(item) ? item["categories"] : undefined)],
  ["item.tags", ({ item }) => (isFields(item) ? item["tags"] : undefined)],
  ["item.quantity", ({ item }) => (isFields(item) ? item["quantity"] : undefined)],
  ["item.paid", ({ item }) => (isFields(item) ? item["paid"] : undefined)],
  ["basket.paid", ({ basket }) => (isFields(basket) ? basket["paid"] : undefined)],
  ["basket.quantity", ({ basket }) => (isFields(basket) ? basket["quantity"] : undefined)],
  ["basket.categories", ({ basket }) => (isFields(basket) ? basket["categories"] : undefined)],
  ["basket.tags", ({ basket }) => (isFields(basket) ? basket["tags"] : undefined)],
  ["member.level", ({ member }) => (isFields(member) ? member["level"] : undefined)],
  ["member.segments", ({ member }) => (isFields(member) ? member["segments"] : undefined)],
  ["member.categories", ({ member }) => (isFields(member) ? member["categories"] : undefined)],
  ["member.purchases", ({ member }) => (isFields(member) ? member["purchases"] : undefined)],
]);
