/** What this device keeps between days: its store, its people's codes, and what it must know without a network. */
import { useSyncExternalStore } from "react";
import { first } from "../../ui/first.ts";
import type { KeptPin } from "../model/lock.ts";
import { receiptOf } from "../model/scan.ts";

/** Whoever is on, as the club said last. */
export interface OnDuty {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly stores: readonly string[] | null;
}

export interface KnownStore {
  readonly store: string;
  readonly name: string;
  readonly market: string | null;
}

export interface KnownArticle {
  readonly article: string;
  readonly name: string;
  readonly category: string | null;
}

/** A number that this device gave to what it kept for a store. */
export interface Numbered {
  readonly store: string;
  readonly sequence: number;
}

interface Device {
  /** Begins every receipt that this device writes. */
  readonly name: string;
  readonly receipts: number;
  /** Of each store: the number of what was kept last, see `Entry`. */
  readonly sequences: Readonly<Record<string, number>>;
  /** Numbers under which nothing comes, which the club does not know yet. */
  readonly givenUp: readonly Numbered[];
  readonly store: string | null;
  readonly sound: boolean;
  readonly onDuty: OnDuty | null;
  /** Of each person: their code, that they want none, or that they are to choose one. */
  readonly pins: Readonly<Record<string, KeptPin | "none" | "ask">>;
  readonly wrongPins: number;
  readonly isLocked: boolean;
  readonly touchedAt: number;
  readonly stores: readonly KnownStore[];
  readonly articles: readonly KnownArticle[];
  /** What an article cost when it was sold here last, in minor units: the catalogue knows no prices. */
  readonly prices: Readonly<Record<string, number>>;
  /** The article that a stamp of each card stands for. */
  readonly stampArticles: Readonly<Record<string, string>>;
  readonly quickActs: readonly string[];
  readonly offlineSpendMinor: number;
  /** The club's clock less this device's, in milliseconds, as heard last; null: never. */
  readonly aheadMs: number | null;
}

const KEY = `trofast-till${first.base}`;
const NAME_LENGTH = 6;
const LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

function fresh(): Device {
  const bytes = crypto.getRandomValues(new Uint8Array(NAME_LENGTH));
  return {
    name: [...bytes].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join(""),
    receipts: 0,
    sequences: {},
    givenUp: [],
    store: null,
    sound: true,
    onDuty: null,
    pins: {},
    wrongPins: 0,
    isLocked: false,
    touchedAt: 0,
    stores: [],
    articles: [],
    prices: {},
    stampArticles: {},
    quickActs: [],
    offlineSpendMinor: 0,
    aheadMs: null,
  };
}

function read(): Device {
  try {
    const kept: Partial<Device> = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...fresh(), ...kept };
  } catch {
    // Storage may be forbidden, or hold what is none of ours: the till then begins anew.
    return fresh();
  }
}

let device = read();
const listeners = new Set<() => void>();

/** What the device knows now. */
export const readDevice = (): Device => device;

/** Another tab of the till may have written meanwhile; its word counts for what is not changed here. */
export function changeDevice(change: Partial<Device>): void {
  device = { ...(localStorage.getItem(KEY) === null ? device : read()), ...change };
  localStorage.setItem(KEY, JSON.stringify(device));
  for (const listener of listeners) listener();
}

addEventListener("storage", ({ key }) => {
  if (key !== KEY) return;
  device = read();
  for (const listener of listeners) listener();
});

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useDevice = (): Device => useSyncExternalStore(subscribe, readDevice);

/** A receipt that was never used before. */
export function nextReceipt(): string {
  const receipts = read().receipts + 1;
  changeDevice({ receipts });
  return receiptOf(device.name, receipts);
}

/** The next number of what is kept for a store; used once `noteSequence` was told. */
export const nextSequence = (store: string): number => (read().sequences[store] ?? 0) + 1;

/** Remembers that a number is in use. */
export function noteSequence({ store, sequence }: Numbered): void {
  const { sequences } = read();
  changeDevice({
    sequences: { ...sequences, [store]: Math.max(sequences[store] ?? 0, sequence) },
  });
}
