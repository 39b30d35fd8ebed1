/** Publishing a programme changes what every member is promised: keys do it at once, people of the staff by two. */
import { publishInput } from "@trofast/contract/acts";
import { parseInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import * as access from "../access/service.ts";
import { publish } from "./service.ts";

/** Lets the staff ask for a publication. */
export function offerPublishing(club: Club): void {
  access.offerAct(club, {
    kind: "publish",
    scope: "programme:write",
    payload: publishInput,
    memberIn: () => null,
    async book(_club, tx, { staffId, payload }) {
      const { document, note, effectiveAt } = payload;
      await publish(club, tx, {
        document,
        ...(note === undefined ? {} : { note }),
        effectiveAt:
          effectiveAt === undefined ? undefined : (parseInstant(effectiveAt) ?? undefined),
        publishedBy: `staff:${staffId}`,
        now: club.clock.now(),
      });
    },
  });
}
