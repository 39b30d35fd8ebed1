/**
 * What an event did, read from the server's sentences into parts, so that it can be said in the reader's language. The
 * sentences are English and fixed: see describe.ts of the engine, against which this is tested.
 */

export type Effect =
  | {
      readonly kind: "given" | "back";
      readonly amount: number;
      readonly unit: string;
      /** A calendar day; null: it does not end. */
      readonly lastDay: string | null;
      readonly rule: string | null;
    }
  | {
      readonly kind: "spent" | "taken" | "expired" | "owed";
      readonly amount: number;
      readonly unit: string;
    }
  | { readonly kind: "stamps"; readonly card: string; readonly count: number }
  | { readonly kind: "granted" | "ungranted"; readonly reward: string; readonly count: number }
  | { readonly kind: "level"; readonly ladder: string; readonly level: string }
  | {
      readonly kind: "warned";
      readonly ladder: string;
      readonly level: string;
      readonly missing: number;
    }
  | { readonly kind: "closed"; readonly ladder: string }
  | { readonly kind: "badge"; readonly badge: string }
  | { readonly kind: "joined" };

const POST =
  /^(\d+) (\S+) (given back|given by correction|given|spent|expired|taken back|taken by correction|are owed|came from another membership|forfeited)(?:, usable through (\d{4}-\d\d-\d\d))?(?:, as they were[^(]*)?(?: \((.+)\))?\.$/;

const postKinds: Readonly<
  Record<string, "given" | "back" | "spent" | "taken" | "expired" | "owed">
> = {
  given: "given",
  "given by correction": "given",
  "came from another membership": "given",
  "given back": "back",
  spent: "spent",
  expired: "expired",
  forfeited: "expired",
  "taken back": "taken",
  "taken by correction": "taken",
  "are owed": "owed",
};

/** One sentence; null for what a member would not ask about. */
export function effectOf(sentence: string): Effect | null {
  return postOf(sentence) ?? thingOf(sentence);
}

function postOf(sentence: string): Effect | null {
  const post = POST.exec(sentence);
  if (post === null) return null;
  const [, count = "0", unit = "", verb = "", lastDay, rule] = post;
  const kind = postKinds[verb];
  const amount = Number(count);
  if (kind === undefined) return null;
  if (kind === "given" || kind === "back")
    return { kind, amount, unit, lastDay: lastDay ?? null, rule: rule ?? null };
  return { kind, amount, unit };
}

function thingOf(sentence: string): Effect | null {
  const stamps = /^(\d+) stamps? (on|taken off) the card (\S+)\.$/.exec(sentence);
  if (stamps) {
    const [, count = "0", way, card = ""] = stamps;
    return { kind: "stamps", card, count: way === "on" ? Number(count) : -Number(count) };
  }
  const granted = /^The reward (\S+) is granted(?: (\d+) times)? \(/.exec(sentence);
  if (granted)
    return { kind: "granted", reward: granted[1] ?? "", count: Number(granted[2] ?? "1") };
  const taken = /^The reward (\S+) is taken back \(/.exec(sentence);
  if (taken) return { kind: "ungranted", reward: taken[1] ?? "", count: 1 };
  const level = /^The level in (\S+) is now (\S+) \(/.exec(sentence);
  if (level) return { kind: "level", ladder: level[1] ?? "", level: level[2] ?? "" };
  const warned = /^The level in (\S+) will be (\S+) unless (\d+) more /.exec(sentence);
  if (warned) {
    const [, ladder = "", lower = "", missing = "0"] = warned;
    return { kind: "warned", ladder, level: lower, missing: Number(missing) };
  }
  const closed = /^Period \S+ of (\S+) is closed\.$/.exec(sentence);
  if (closed) return { kind: "closed", ladder: closed[1] ?? "" };
  const badge = /^The badge (\S+) is won\.$/.exec(sentence);
  if (badge) return { kind: "badge", badge: badge[1] ?? "" };
  return sentence === "The member has joined." ? { kind: "joined" } : null;
}
