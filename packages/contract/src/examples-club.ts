/** The little club of the documentation: its members, its staff, and what some of it is known by. */
/** Anna Lind, a member since the first day. */
export const memberId = "01890a5d-ac96-774b-bcce-b302099a8057";
/** Berit Holm, who came later. */
export const beritId = "01890a5d-d0bd-7906-acfd-154a2b5f8f8b";
/** Who joined by an e-mail address. */
export const ceciliaId = "01890a5d-cc40-7266-8b5e-85b9ca699dac";
/** Eva Berg, a cashier. */
export const evaId = "01890a5d-2ab5-7711-93f7-665ae4651a65";
/** Olle Rask, the owner. */
export const olleId = "01890a5d-e738-744a-83ad-9b0a2a942da4";
/** Vera Blom, who owns it with him. */
export const veraId = "01890a5d-e8b6-7d66-a738-32f3e3348867";
/** A purchase of Anna's. */
export const eventId = "01890a5d-b1f2-7c11-8a4e-5b8a0e6f7d21";
export const quote = "01890a5d-b6d0-7e02-9c37-1f0d9c4b2a65";
/** A coffee that Anna took. */
export const redemptionId = "01890a5d-dcee-7d88-9779-2fd09a31d8df";
/** Her place at the tasting. */
export const tastingId = "01890a5d-6e66-7ade-bb0d-d7e532aaa300";
export const giftCardId = "01890a5d-530d-72a3-8902-91a6a64bec5e";
export const mergeId = "01890a5d-a4f0-7a90-b6fd-203feeb01524";
