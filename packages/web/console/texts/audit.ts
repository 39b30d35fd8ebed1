/** The audit trail in words. Every act that leaves a row must have words: one that has none does not pass the type check. */
import type { Endpoint } from "@trofast/contract/endpoints";
import type { Language } from "../../ui/first.ts";
import { da } from "./audit-da.ts";
import { en } from "./audit-en.ts";
import { sv } from "./audit-sv.ts";

/** Calls that the staff or keys leave a row by: all that write, and what reads members. */
type AuditedCall<Call> = Call extends { readonly scope: null | "member" }
  ? never
  : Call extends { readonly method: "GET"; readonly scope: infer Scope; readonly id: infer Id }
    ? Scope extends "members:read" | "privacy"
      ? Id
      : never
    : Call extends { readonly id: infer Id }
      ? Id
      : never;

/** What modules write down besides the calls. */
type OwnAct = "members.doubled" | "staff.changed" | "staff.signed_in" | "staff.enrolled";

export type AuditedAct = Extract<AuditedCall<Endpoint> | OwnAct, string>;

export const auditWords: Readonly<Record<Language, Readonly<Record<AuditedAct, string>>>> = {
  sv,
  da,
  en,
};
