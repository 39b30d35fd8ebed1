import { checkProgramme } from "@trofast/contract/programmes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { submitMany } from "../activity/service.ts";
import { daysBetweenVisits } from "./service.ts";

const DAY_MS = 86_400_000;

const documentOf = (expires: string) => ({
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { expires, worth: { se: "0.10 SEK" } }, status: { spendable: false } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "count", on: "purchase", give: { status: 1 } },
  ],
});

describe.each(storeKinds())("how long units live on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: documentOf("12 months") } });
  });
  afterAll(() => room.close());

  /** Members `from` to `through` buy now. */
  const buy = async (from: number, through: number, round: number) => {
    const answers = await submitMany(
      room.club,
      Array.from({ length: through - from + 1 }, (_, index) => ({
        source: "pos",
        id: `${round}-${from + index}`,
        member: { source: "card", id: String(from + index) },
        occurredAt: room.clock.now(),
        unknownMember: "create" as const,
        history: false,
        payload: {
          kind: "purchase" as const,
          currency: "SEK",
          lines: [{ article: "a", quantity: 1, paidMinor: 10_000 }],
        },
      })),
    );
    expect(answers.every(({ outcome }) => outcome === "booked")).toBe(true);
  };
  const advice = async (expires: string) => {
    const { answer } = await room.call(checkProgramme, { body: { document: documentOf(expires) } });
    expect(answer.publishable).toBe(true);
    return answer.problems.filter(({ code }) => code === "expires_before_next_visit");
  };

  test("is weighed against the days between visits, once enough members came again", async () => {
    await buy(1, 40, 1);
    room.clock.advance(10 * DAY_MS);
    await buy(1, 10, 2);
    expect(await daysBetweenVisits(room.club)).toBeNull();
    expect(await advice("7 days")).toEqual([]);
    room.clock.advance(50 * DAY_MS);
    // Ten came after 10 days and then after 50; thirty after 60.
    await buy(1, 40, 3);
    expect(await daysBetweenVisits(room.club)).toBe(60);
    expect(await advice("30 days")).toMatchObject([
      {
        severity: "warning",
        pointer: "/units/points/expires",
        subject: "points",
        message: expect.stringContaining("30 days"),
        advice: expect.stringContaining("120 days"),
      },
    ]);
    expect(await advice("60 days")).toEqual([]);
    expect(await advice("never")).toEqual([]);
  });
});
