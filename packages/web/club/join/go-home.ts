/** Signed in or out: the server writes the next page, so that everything begins as it now is. */
import { pathTo } from "../../ui/api.ts";

/** @param back a place of the app, where somebody was on the way to one. */
export const goHome = (back?: string): void => location.assign(pathTo(back ?? "/"));
export const goOut = (): void => location.assign(pathTo("/j"));
