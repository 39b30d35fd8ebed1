/** A scarce, club-wide thing that a decision wants; the shell reserves it, or says how much there was. */
export type Claim = {
  readonly key: string;
  readonly want: number;
  readonly max: number;
};
/** Why the event cannot be booked at all: a decided refusal, with a code of the contract. */
export type Refusal = {
  readonly code:
    | "insufficient_balance"
    | "unknown_unit"
    | "unit_not_spendable"
    | "unknown_activity"
    | "unknown_hold"
    | "hold_exists"
    | "evidence_missing"
    | "evidence_not_accepted"
    | "field_unknown"
    | "field_invalid"
    | "wrong_currency"
    | "contract_unknown"
    | "contract_exists"
    | "return_exceeds_purchase"
    | "nothing_to_return"
    | "amount_out_of_range"
    | "member_frozen"
    | "open_holds"
    | "unknown_reward"
    | "reward_unavailable"
    | "reward_not_granted"
    | "reward_limit_reached"
    | "out_of_stock"
    | "money_missing"
    | "unknown_redemption"
    | "reward_used";
  /** JSON pointer into the event, where there is a place. */
  readonly pointer?: string;
  readonly detail: string;
  readonly shortBy?: number;
};
/** Why a rule gave, or did not give. */
export type Reason = {
  readonly rule: string;
  readonly outcome: "gave" | "skipped" | "withheld";
  readonly code: ReasonCode;
  /** Units given, per unit. */
  readonly given?: Readonly<Record<string, number>>;
  /** The part of the condition that failed, and how much was missing. */
  readonly condition?: string;
  readonly missing?: {
    readonly path: string;
    readonly need: number;
    readonly have: number;
    readonly shortBy: number;
    readonly kind: string;
    /** The comparison as if `path` stood on the left: ">=" was short by so much, "<=" went over by so much. */
    readonly operator?: "<" | "<=" | ">" | ">=" | "==" | "!=";
  };
  readonly detail?: string;
};
export type ReasonCode =
  | "applied"
  | "trimmed"
  | "window"
  | "segment"
  | "level"
  | "store"
  | "region"
  | "channel"
  | "market"
  | "consent"
  | "holdout"
  | "chance"
  | "when"
  | "items"
  | "limit"
  | "exclusive"
  | "currency"
  | "rounds_to_nothing"
  | "nothing_to_multiply"
  | "expression_error"
  | "already_had"
  | "too_large";
