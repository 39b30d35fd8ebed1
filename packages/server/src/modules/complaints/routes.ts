import * as contract from "@trofast/contract/complaints";
import { formatInstant } from "@trofast/engine/time";
import { bind, type Http } from "../../platform/http.ts";
import type { Complaint } from "./domain.ts";
import * as complaints from "./service.ts";

export function registerComplaintRoutes(http: Http): void {
  bind(http, contract.noteComplaint, async ({ club, caller, params, body }) =>
    shown(await complaints.note(club, { caller, member: params, ...body })),
  );
  bind(http, contract.answerComplaints, async ({ club, caller, params, body }) => ({
    answered: await complaints.answer(club, { caller, member: params, ...body }),
  }));
  bind(http, contract.memberComplaints, async ({ club, params }) => ({
    data: (await complaints.ofMember(club, params)).map(shown),
  }));
}

function shown({ id, at, answeredAt, ...same }: Complaint) {
  return {
    ...same,
    eventId: id,
    at: formatInstant(at),
    answeredAt: answeredAt === null ? null : formatInstant(answeredAt),
  };
}
