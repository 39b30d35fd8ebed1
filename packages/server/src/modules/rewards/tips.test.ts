/** Tips that members do not want: remembered for them, taken back, handed out and forgotten with the rest. */
import { eraseMember } from "@trofast/contract/privacy";
import { listMyRewards } from "@trofast/contract/rewards";
import { declineTip, wantTip } from "@trofast/contract/rewards-tips";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, aRewardsClub, closeProved, type TestMember } from "../../testing/rewards.ts";
import * as rewards from "./service.ts";

const DAY_MS = 86_400_000;

describe.each(storeKinds())("tips on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  const decline = (member: TestMember, reward: string, how: "not_now" | "never") =>
    room.call(declineTip, { key: member.token, params: { reward }, body: { decline: how } });
  const listed = async (member: TestMember, reward: string) => {
    const { answer } = await room.call(listMyRewards, { key: member.token });
    return answer.data.find((each) => each.reward === reward);
  };

  test("a tip that is put off rests for sixty days, and the reward can be had all the time", async () => {
    const anna = await aMember(room, { points: 100 });
    const bo = await aMember(room, { points: 100 });
    const now = room.clock.now();
    const { answer } = await decline(anna, "cup", "not_now");
    const until = new Date(now + 60 * DAY_MS).toISOString().replace(".000Z", "Z");
    expect(answer).toEqual({ reward: "cup", until });
    expect(await listed(anna, "cup")).toMatchObject({ nearness: "now", tipDeclined: { until } });
    expect(await listed(anna, "ten")).toMatchObject({ tipDeclined: null });
    expect(await listed(bo, "cup")).toMatchObject({ tipDeclined: null });
    const at = async (later: number) => [
      ...(await rewards.declinedTips(room.club.db, anna.memberId, later)).keys(),
    ];
    expect(await at(now + 60 * DAY_MS - 1)).toEqual(["cup"]);
    expect(await at(now + 60 * DAY_MS)).toEqual([]);
  });

  test("the newest word counts, and wanting it again takes all of it back", async () => {
    const anna = await aMember(room, {});
    await decline(anna, "cup", "not_now");
    await decline(anna, "cup", "never");
    expect(await listed(anna, "cup")).toMatchObject({ tipDeclined: { until: null } });
    const want = () => room.call(wantTip, { key: anna.token, params: { reward: "cup" } });
    expect((await want()).status).toBe(204);
    expect(await listed(anna, "cup")).toMatchObject({ tipDeclined: null });
    expect((await want()).status).toBe(204);
  });

  test("what the club does not have cannot be declined", async () => {
    const anna = await aMember(room, {});
    expect((await decline(anna, "no-such", "never")).code).toBe("unknown_reward");
  });

  test("it is in the member's export, and goes as the member does", async () => {
    const anna = await aMember(room, {});
    await decline(anna, "mug", "never");
    const told = await room.app.inject({
      url: "/v1/me/export.json",
      headers: { authorization: `Bearer ${anna.token}` },
    });
    const { tables } = told.json<{ tables: Record<string, { rows: unknown[] }> }>();
    expect(tables["rewards_untipped"]?.rows).toMatchObject([{ reward: "mug" }]);
    await room.call(eraseMember, { params: anna.ref });
    expect(await rewards.declinedTips(room.club.db, anna.memberId, room.clock.now())).toEqual(
      new Map(),
    );
  });
});
