/** Subscriptions and policies: what each act does to a contract's state. */
import type { Refusal } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";

/** Follows a subscription or policy through its life; rules see the state before the act's own change. */
export function contract(draft: Draft, event: EventOf<"contract">): Refusal | null {
  const known = draft.person.contracts[event.contract];
  if (event.act === "started") {
    if (known && known.status !== "ended")
      return {
        code: "contract_exists",
        pointer: "/contract",
        detail: `The contract '${event.contract}' has started already.`,
      };
    const state = {
      product: event.product ?? "",
      status: "active" as const,
      startedAt: event.occurredAt,
      renewals: 0,
      claims: 0,
      claimFreeSince: event.occurredAt,
    };
    draft.add({ do: "contract", contract: event.contract, state });
    return null;
  }
  if (!known)
    return {
      code: "contract_unknown",
      pointer: "/contract",
      detail: `The contract '${event.contract}' has not started for this member.`,
    };
  const state = { ...known };
  if (event.product !== undefined) state.product = event.product;
  if (event.act === "renewed") state.renewals += 1;
  if (event.act === "claimed") {
    state.claims += 1;
    state.claimFreeSince = event.occurredAt;
  }
  if (event.act === "paused") state.status = "paused";
  if (event.act === "resumed" || event.act === "renewed") state.status = "active";
  if (event.act === "ended") state.status = "ended";
  if (event.act !== "premium") draft.add({ do: "contract", contract: event.contract, state });
  return null;
}
