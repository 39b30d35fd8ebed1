/** Signed in or out: the server writes the next page, so that everything begins as it now is. */
import { pathTo } from "../../ui/api.ts";

export const goHome = (): void => location.assign(pathTo("/"));
export const goOut = (): void => location.assign(pathTo("/j"));
