import * as contract from "@trofast/contract/checkout";
import * as returns from "@trofast/contract/checkout-returns";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { textOf } from "./domain.ts";
import * as checkout from "./service.ts";

export function registerCheckoutRoutes(http: Http): void {
  bind(http, contract.makeQuote, async ({ club, caller, body }) => {
    return await checkout.quote(club, caller, body);
  });

  bind(http, contract.readQuote, async ({ club, caller, params }) => {
    return await checkout.read(club, caller, params.quote);
  });

  bind(http, contract.holdQuote, async ({ club, caller, params, body }) => {
    const held = await checkout.hold(club, caller, { ...params, ...body });
    return {
      quote: held.id,
      state: "held" as const,
      until: textOf(held.expiresAt),
      held: checkout.heldBy(held),
      ...(held.balance && { balance: held.balance }),
    };
  });

  bind(http, contract.commitQuote, async ({ club, caller, params, body }) => {
    return await checkout.commit(club, caller, { ...params, ...body });
  });

  bind(http, contract.voidQuote, async ({ club, caller, params }) => {
    const { state, balance } = await checkout.voidQuote(club, caller, params.quote);
    return { quote: params.quote, state, ...(balance && { balance }) };
  });

  bind(http, returns.returnPurchase, async ({ club, caller, body }) => {
    return await checkout.returnPurchase(club, caller, body);
  });
}
