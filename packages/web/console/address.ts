/** Where the console lies; links in messages to the staff name shorter addresses, which lead here. */
import { pathTo } from "../ui/api.ts";

export const CONSOLE = "/console";

/** `/staff/invite#…` and `/staff` stand in invitations and after the identity provider. */
export function settleAddress(): void {
  const { pathname, hash } = location;
  const staff = pathTo("/staff");
  if (pathname !== staff && !pathname.startsWith(`${staff}/`)) return;
  const rest = pathname === `${staff}/invite` ? "/invite" : "";
  history.replaceState(null, "", `${pathTo(CONSOLE)}${rest}${hash}`);
}
