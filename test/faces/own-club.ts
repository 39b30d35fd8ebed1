/** A club of the test's own with a programme as the test needs it, on a free port, and the people who look at it. */
import type { Browser } from "playwright-core";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { aClub, type TestClub } from "../../packages/server/src/testing/club.ts";
import { openBrowser } from "./browser.ts";
import { freePort } from "./demo-server.ts";
import { aVisitor, type Visitor } from "./looking.ts";

type Whose = Parameters<typeof access.openSession>[1];

export interface OwnClub {
  readonly room: TestClub;
  readonly browser: Browser;
  /** Without a slash at its end. */
  readonly url: string;
  /**
   * A browser in which somebody is signed in already.
   *
   * @param whose a member or somebody of the staff.
   * @param agoMs how long ago: longer than an hour, and nobody counts as proven any more.
   */
  signedIn(whose: Whose, look: Parameters<typeof aVisitor>[2], agoMs?: number): Promise<Visitor>;
  close(): Promise<void>;
}

/**
 * Opens it with a programme in force, and a browser beside it.
 *
 * @param input.now what the club's clock says; the machine's own time where nothing is said.
 * @param input.config beside its address, such as a mail server.
 */
export async function openOwnClub(input: {
  readonly programme: Parameters<
    TestClub["client"]["programmes"]["publish"]
  >[0]["body"]["document"];
  readonly now?: number;
  readonly config?: { readonly smtpUrl: string };
}): Promise<OwnClub> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const room = await aClub("pglite", { config: { url, ...input.config } });
  room.clock.set(input.now ?? Date.now());
  await room.client.programmes.publish({ body: { document: input.programme } });
  await room.app.listen({ port, host: "127.0.0.1" });
  const browser = await openBrowser();
  return {
    room,
    browser,
    url,
    async signedIn(whose, look, agoMs = 0) {
      const { token } = await access.openSession(room.club.db, whose, room.clock.now() - agoMs);
      // A worker would answer from what it has kept.
      const visitor = await aVisitor(browser, url, look, { serviceWorkers: "block" });
      const [cookie = ""] = access.sessionCookie(whose.kind, token, false).split(";");
      const [name = "", value = ""] = cookie.split("=");
      await visitor.context.addCookies([{ name, value, url }]);
      return visitor;
    },
    async close() {
      await browser.close();
      await room.close();
    },
  };
}
