import * as contract from "@trofast/contract/shop-spending";
import { parseInstant, formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import {
  bind,
  sessionOf,
  subjectOf,
  type Call,
  type Caller,
  type Http,
} from "../../platform/http.ts";
import { requireLimit } from "../../platform/limits.ts";
import { requireStore } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import * as checkout from "../checkout/service.ts";
import * as members from "../members/service.ts";
import * as rewards from "../rewards/service.ts";
import * as shops from "./service.ts";
import type { Spending, Watch } from "./spendings.ts";

const WISHES = { most: 30, perSeconds: 3600 };

export function registerSpendingRoutes(http: Http): void {
  bindMine(http);
  bindForShops(http);
  bindWatch(http);
}

function bindMine(http: Http): void {
  bind(http, contract.spendMine, async (call) => {
    const { club, caller, params, body } = call;
    const memberId = subjectOf(caller);
    // Every code is a call to the shop, which counts them.
    const limit = { feature: "shops.spend", subject: `member:${memberId}`, ...WISHES };
    await requireLimit(club.db, [limit], club.clock.now());
    return await spend(club, { shop: params.shop, memberId, wish: body }, call, sessionOf(caller));
  });

  bind(http, contract.mySpendings, async ({ club, caller }) => {
    const open = await shops.openOf(club, club.db, subjectOf(caller));
    return { data: open.map(({ spending, code }) => ({ ...shown(spending), code })) };
  });

  bind(http, contract.endMySpending, async ({ club, caller, params }) => {
    const whose = { id: params.id, memberId: subjectOf(caller) };
    return shown(await activity.whileBusy(() => shops.giveUp(club, whose)));
  });
}

function bindForShops(http: Http): void {
  bind(http, contract.spendFor, async (call) => {
    const { club, caller, params, body } = call;
    await requireOwnShop(club, caller, params.shop);
    const { member, ...wish } = body;
    const memberId = await memberIdOf(club, member);
    return await spend(club, { shop: params.shop, memberId, wish }, call);
  });

  bind(http, contract.endSpending, async ({ club, caller, params }) => {
    await requireOwnShop(club, caller, params.shop);
    return shown(await activity.whileBusy(() => shops.giveUp(club, params)));
  });

  bind(http, contract.listSpendings, async ({ club, params, query }) => {
    const page = await shops.listSpendings(club, params.shop, query);
    return { ...page, data: page.data.map(shownToStaff) };
  });

  bind(http, contract.settleSpending, async ({ club, params }) =>
    shownToStaff(await shops.settleSpending(club, params.shop, params.id)),
  );
}

/** A key of some stores acts for shops of those stores alone. */
async function requireOwnShop(club: Club, caller: Caller, shop: string): Promise<void> {
  requireStore(caller, (await shops.readShop(club, shop)).settings.store);
}

async function memberIdOf(club: Club, ref: members.MemberRef): Promise<string> {
  const member = (await members.resolve(club.db, [ref], club.config.phoneCountry)).get(
    members.refKey(ref),
  );
  if (!member)
    throw new DomainError("unknown_member", `Nobody is known as ${ref.id} in ${ref.source}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  return member.memberId;
}

/**
 * Held with the key's row in one transaction; then the shop is told, outside of any.
 *
 * @param session of the member who asks in person; left out: a shop asks for them.
 */
async function spend(
  club: Club,
  asked: Parameters<typeof shops.prepareSpending>[1],
  { once }: Pick<Call<typeof contract.spendMine>, "once">,
  session?: Caller["session"],
) {
  // A repeat is answered as the first time, whatever the balance is now.
  const prepared = await shops.prepareSpending(club, asked).catch((error: unknown) => {
    if (error instanceof DomainError) return error;
    throw error;
  });
  const hold = async () =>
    await once(async (tx) => {
      if (prepared instanceof DomainError) throw prepared;
      const begin = () => shops.begin(club, tx, prepared);
      const { spending, code, balance } = await (session === undefined
        ? begin()
        : rewards.carefully(club, tx, session, begin));
      const { id, shop, kind, unit, amount, worthMinor, currency, until } = shown(spending);
      const made = { id, shop, kind, unit, amount, worthMinor, currency, until, code };
      return { ...made, ...(balance && { balance }) };
    });
  // Wishes of one member wait for each other here, and not for a lock of the database.
  const answered = await checkout.inOrder(club, asked.memberId, () => activity.whileBusy(hold));
  if ((answered.status ?? 200) < 400) {
    const { id } = contract.spendMine.answer.parse(JSON.parse(answered.text ?? ""));
    await shops.make(club, id);
  }
  return answered;
}

function bindWatch(http: Http): void {
  bind(http, contract.checkShop, async ({ club, params, body }) => {
    const since = body.since === undefined ? null : parseInstant(body.since);
    const { watch, orders } = await shops.check(club, { ...params, enable: body.enable, since });
    return { ...shownWatch(watch), orders };
  });

  bind(http, contract.readWatch, async ({ club, params }) =>
    shownWatch(await shops.watchOf(club, params.shop)),
  );
}

const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));

function shown(row: Spending) {
  const { id, shop, kind, state, unit, currency, order, end } = row;
  return {
    id,
    shop,
    kind,
    state,
    unit,
    amount: row.usedAmount ?? row.amount,
    worthMinor: row.usedMinor ?? row.worthMinor,
    currency,
    madeAt: formatInstant(row.madeAt),
    until: formatInstant(row.codeUntil),
    order,
    endedAt: text(row.endedAt),
    end,
  };
}

function shownToStaff(row: Spending) {
  const { memberId, exception, exceptionMinor } = row;
  return { ...shown(row), memberId, exception, exceptionMinor };
}

function shownWatch({ webhooks, ...watch }: Watch) {
  return {
    ...watch,
    webhooks: [...webhooks],
    checkedAt: text(watch.checkedAt),
    reconciledAt: text(watch.reconciledAt),
    ordersThrough: text(watch.ordersThrough),
  };
}
