/** The documentation's examples, sent one after another to an empty club, as a newcomer would. */
import { bodyExamples } from "@trofast/contract/examples";
import { answerExamples } from "@trofast/contract/examples-answers";
import { eventExamples } from "@trofast/contract/examples-events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClub } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";

let room: TestClub;
beforeAll(async () => {
  room = await aClub("pglite");
});
afterAll(() => room.close());

const params = { source: "card", id: "7001" };

/** The same without ids, which are made anew each time. */
const likeness = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "id"),
  );

test("a club is opened, filled, sold in and read with the examples as they stand, and answers as they say", async () => {
  const { programmes, catalogue, members, events, ledger, checkout } = room.client;
  const answers: Record<string, unknown> = {};
  const body = bodyExamples;

  answers["programmes.check"] = await programmes.check({ body: body["programmes.check"] });
  await programmes.publish({ body: body["programmes.publish"] });
  await catalogue.putArticles({ body: body["catalogue.putArticles"] });
  await catalogue.putStores({ body: body["catalogue.putStores"] });
  answers["members.put"] = await members.put({ params, body: body["members.put"] });
  for (const event of Object.values(eventExamples)) {
    const answer = await events.submit({ body: event });
    expect(answer.outcome, event.kind).toBe("booked");
    if (event.kind === "purchase") answers["events.submit"] = answer;
  }
  const again = await events.submitBatch({ body: body["events.submitBatch"] });
  expect(again.answers.map(({ outcome }) => outcome)).toEqual(["duplicate", "duplicate"]);

  answers["ledger.balance"] = await ledger.balance({ params });
  answers["ledger.history"] = await ledger.history({ params, query: { limit: 2 } });
  const quoted = await checkout.quote({ body: body["checkout.quote"] });
  answers["checkout.quote"] = quoted;
  const quote = { params: { quote: quoted.quote } };
  await checkout.hold({ ...quote, body: body["checkout.hold"] });
  answers["checkout.commit"] = await checkout.commit({ ...quote, body: body["checkout.commit"] });
  answers["checkout.return"] = await checkout.return({ body: body["checkout.return"] });
  answers["ledger.adjust"] = await ledger.adjust({ params, body: body["ledger.adjust"] });

  const told = new Map<string, unknown>(Object.entries(answerExamples));
  for (const [id, answer] of Object.entries(answers))
    expect(likeness(answer), id).toEqual(likeness(told.get(id)));
});

test("keys, webhooks, stores, articles and consents are set with the examples as they stand", async () => {
  const { access, webhooks, catalogue, consents, members } = room.client;
  const body = bodyExamples;
  await members.put({ params, body: { profile: body["members.put"].profile } });
  await access.createKey({ body: body["access.createKey"] });
  await webhooks.put({ params: { webhook: "crm" }, body: body["webhooks.put"] });
  await catalogue.putStore({ params: { store: "gbg-1" }, body: body["catalogue.putStore"] });
  const article = { params: { article: "7310240071801" }, body: body["catalogue.putArticle"] };
  await catalogue.putArticle(article);
  const wording = { purpose: "marketing", language: "en" } as const;
  await consents.publishWording({ params: wording, body: body["consents.publishWording"] });
  await consents.putOfMember({ params, body: body["consents.putOfMember"] });
});
