/** Callers that may act for some stores only: a till's key, a cashier. One place decides it for every call. */
import { z } from "zod";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { DomainError } from "./errors.ts";
import type { Caller } from "./http.ts";

/** Whether `caller` may act for `store`; without a store, only those who may act for all. */
export function mayActFor(caller: Pick<Caller, "stores">, store: string | undefined): boolean {
  if (caller.stores === undefined) return true;
  return store !== undefined && caller.stores.has(store);
}

/** @throws DomainError `forbidden` where `caller` may not act for `store`. */
export function requireStore(caller: Pick<Caller, "stores">, store: string | undefined): void {
  if (!mayActFor(caller, store)) throw new DomainError("forbidden", storeForbidden(caller, store));
}

/** Why a caller may not act for a store, in words. */
export function storeForbidden(caller: Pick<Caller, "stores">, store: string | undefined): string {
  const own = [...(caller.stores ?? [])].slice(0, 5).join(", ");
  if (store === undefined) return `You act for some stores only: name one of them (${own}).`;
  return `You may not act for the store ${store}, only for ${own}.`;
}

const named = z.object({ store: z.string() });
const events = z.object({ events: z.array(z.unknown()) });

/**
 * Checks every store that a call names in its path, query or body.
 *
 * @throws DomainError `forbidden`.
 */
export function checkStores(
  caller: Pick<Caller, "stores">,
  endpoint: EndpointSpec,
  call: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
): void {
  if (caller.stores === undefined || endpoint.method === "GET") return;
  const stores = [call.params, call.query, call.body].flatMap((part) => {
    const store = named.safeParse(part).data?.store;
    return store === undefined ? [] : [store];
  });
  for (const store of stores) requireStore(caller, store);
  // Each event of a batch, and each line of a stream, is answered for itself where it is booked.
  const isBatch = endpoint.stream === true || events.safeParse(call.body).success;
  if (stores.length > 0 || isBatch) return;
  // What is made in a store must say in which. A checkout that goes on with a quote need not: the quote's module
  // knows where it was made, and checks that.
  const isMadeInStore =
    endpoint.scope === "events:write" || (endpoint.scope === "checkout" && takesStore(endpoint));
  if (isMadeInStore) requireStore(caller, undefined);
}

/** Whether a call could have named a store. */
function takesStore({ body, query }: EndpointSpec): boolean {
  return [body, query].some((schema) => schema !== undefined && hasStore(schema));
}

function hasStore(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, "store");
  if (schema instanceof z.ZodUnion) return schema.options.some(hasStore);
  return schema instanceof z.ZodPipe && hasStore(schema.in);
}
