/**
 * Callers that may act for some stores only: a till's key, a cashier. What a call is to them stands in the contract
 * (`stores`); here it is held to, for every call. Why it is so: docs/decisions/0020.
 */
import { z } from "zod";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { DomainError } from "./errors.ts";
import type { Caller } from "./http.ts";

/** More names make no sentence clearer. */
const STORES_TOLD_MAX = 5;

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
  const own = shortList(caller);
  if (store === undefined) return `You act for some stores only: name one of them (${own}).`;
  return `You may not act for the store ${store}, only for ${own}.`;
}

function shortList({ stores = new Set() }: Pick<Caller, "stores">): string {
  const own = [...stores];
  return own.slice(0, STORES_TOLD_MAX).join(", ") + (own.length > STORES_TOLD_MAX ? " …" : "");
}

/**
 * For a thing whose store is known, and which is the whole club's where it is of none.
 *
 * @throws DomainError `forbidden`, `whole_club`.
 */
export function requireStoreOf(caller: Pick<Caller, "stores">, store: string | null): void {
  if (store === null && caller.stores !== undefined) throw wholeClub(caller);
  requireStore(caller, store ?? undefined);
}

/**
 * The same for what nobody of another store should even learn of.
 *
 * @throws DomainError what `missing` makes, as if there were none.
 */
export function requireFound(
  caller: Pick<Caller, "stores">,
  store: string | null | undefined,
  missing: () => DomainError,
): void {
  if (!mayActFor(caller, store ?? undefined)) throw missing();
}

/** The only stores whose rows a list may show beside those of no store; null: all. */
export function storesShown({ stores }: Pick<Caller, "stores">): readonly string[] | null {
  return stores === undefined ? null : [...stores];
}

/**
 * Refuses what is about all stores at once, before anything of it is read.
 *
 * @throws DomainError `whole_club`.
 */
export function requireReach(caller: Pick<Caller, "stores">, { stores }: EndpointSpec): void {
  if (stores !== "club" || caller.stores === undefined) return;
  throw wholeClub(caller);
}

function wholeClub(caller: Pick<Caller, "stores">): DomainError {
  return new DomainError(
    "whole_club",
    `This is about the whole club, and you act for ${shortList(caller)} alone. Nothing was read or changed.`,
  );
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
  if (caller.stores === undefined || endpoint.stores !== "own") return;
  const stores = [call.params, call.query, call.body].flatMap((part) => {
    const store = named.safeParse(part).data?.store;
    return store === undefined ? [] : [store];
  });
  for (const store of stores) requireStore(caller, store);
  // Each event of a batch, and each line of a stream, is answered for itself where it is booked.
  const isBatch = endpoint.stream === true || events.safeParse(call.body).success;
  if (stores.length > 0 || isBatch || endpoint.method === "GET") return;
  // What is made in a store must say in which. A call about what was made before need not: its module knows where
  // that was, and checks it.
  if (takesStore(endpoint)) requireStore(caller, undefined);
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
