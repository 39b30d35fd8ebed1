/** Days of the week as programmes write them; apart from the shapes, so that pages need not load those. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
