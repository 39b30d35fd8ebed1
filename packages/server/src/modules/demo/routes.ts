import * as contract from "@trofast/contract/demo";
import { formatInstant } from "@trofast/engine/time";
import { publicUrl } from "../../platform/config.ts";
import { bind, reply } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as demo from "./service.ts";

export function registerDemoRoutes(http: Http): void {
  bind(http, contract.readDemo, async ({ club }) => await demo.standing(club));

  bind(http, contract.forwardDemo, async ({ club, body }) => await demo.forward(club, body.months));

  bind(http, contract.openDemoSession, async ({ club, body }) => {
    const { kind, subject, name, token } = await demo.openSessionAs(club, body);
    const isSecure = publicUrl(club.config).startsWith("https:");
    const cookie = access.sessionCookie(kind, token, isSecure, club.config.mount);
    return reply({ as: body.as, subject, name, token }, { headers: { "set-cookie": cookie } });
  });

  bind(http, contract.makeYours, async ({ club, body, caller, address }) => {
    const { url, ownerLink, expiresAt } = await demo.makeYours(club, {
      wish: body,
      caller,
      address,
    });
    const { name, hue, template } = body;
    return { url, ownerLink, ownerLinkExpiresAt: formatInstant(expiresAt), name, hue, template };
  });
}
