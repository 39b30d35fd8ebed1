import * as contract from "@trofast/contract/live";
import { bindStream, reply, subjectOf, type Call, type Http } from "../../platform/http.ts";
import * as live from "./service.ts";

/** Proxies that gather what they pass on would hold messages back. */
const headers = { "x-accel-buffering": "no" };

export function registerLiveRoutes(http: Http): void {
  // Open connections would keep the server from stopping.
  http.app.addHook("preClose", (done) => {
    live.endAll(http.club);
    done();
  });

  bindStream(http, contract.myLive, async (call) => {
    const memberId = subjectOf(call.caller);
    return reply(await live.listenAsMember(call.club, { ...connectionOf(call), memberId }), {
      headers,
    });
  });

  bindStream(http, contract.clubLive, async (call) => {
    const { id: callerId, scopes } = call.caller;
    const withNames = scopes.has("members:read") || scopes.has("admin");
    const input = { ...connectionOf(call), callerId, withNames };
    return reply(await live.listenAsStaff(call.club, input), { headers });
  });
}

function connectionOf({
  headers: sent,
  query,
  signal,
}: Call<typeof contract.myLive> | Call<typeof contract.clubLive>) {
  const id = sent["last-event-id"];
  return { lastEventId: Array.isArray(id) ? id[0] : id, seconds: query.seconds, signal };
}
