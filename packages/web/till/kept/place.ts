/** Where the till stands: its store, its money, and who is on. */
import { createContext, useContext } from "react";
import { first } from "../../ui/first.ts";
import { minorDigits } from "../../ui/format.ts";
import type { KnownStore, OnDuty } from "./device.ts";

export interface Place {
  readonly store: KnownStore;
  readonly onDuty: OnDuty;
  readonly currency: string;
  /** Decimals of the currency. */
  readonly digits: number;
  /** Of telephone numbers that are written without a country. */
  readonly callingCode: string;
  /** May note acts of members by hand. */
  readonly mayAct: boolean;
  /** May give points by hand. */
  readonly mayAdjust: boolean;
  /** May enrol by a telephone number at once. */
  readonly mayEnrol: boolean;
}

const callingCodes: Readonly<Record<string, string>> = {
  SEK: "46",
  DKK: "45",
  NOK: "47",
  ISK: "354",
  EUR: "358",
  GBP: "44",
};
const CALLING_CODE_DEFAULT = "46";

/** Null where the club has no market yet, and so no money. */
export function placeOf(store: KnownStore, onDuty: OnDuty): Place | null {
  const { markets } = first.club;
  const market = markets.find(({ id }) => id === store.market) ?? markets[0];
  if (!market) return null;
  const holds = (scope: string): boolean =>
    onDuty.scopes.includes("admin") || onDuty.scopes.includes(scope);
  return {
    store,
    onDuty,
    currency: market.currency,
    digits: minorDigits(market.currency),
    callingCode: callingCodes[market.currency] ?? CALLING_CODE_DEFAULT,
    mayAct: holds("events:write"),
    mayAdjust: holds("ledger:adjust"),
    mayEnrol: holds("members:write"),
  };
}

export const PlaceContext = createContext<Place | null>(null);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("the till stands nowhere");
  return place;
}
