/**
 * Trofast on a shop's own pages:
 *
 *     <script src="https://club.example/embed/trofast.js" defer></script>
 *     <trofast-balance></trofast-balance>
 */
import { TrofastJoin } from "./joining.ts";
import { TrofastBalance, TrofastEarn, TrofastMemberPrice } from "./showing.ts";
import { TrofastSpend } from "./spending.ts";

const elements: readonly (readonly [string, CustomElementConstructor])[] = [
  ["trofast-balance", TrofastBalance],
  ["trofast-earn", TrofastEarn],
  ["trofast-join", TrofastJoin],
  ["trofast-spend", TrofastSpend],
  ["trofast-member-price", TrofastMemberPrice],
];

for (const [name, element] of elements) {
  // A page that carries the script twice has one set of elements.
  if (customElements.get(name) === undefined) customElements.define(name, element);
}
