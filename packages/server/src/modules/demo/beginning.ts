/** The first minute of a club of one's own: its programme from a template, in its own name, money and languages. */
import type { makeYours } from "@trofast/contract/demo";
import { inOwnTerms, type Terms } from "@trofast/contract/own-terms";
import type { BodyOf } from "@trofast/contract/endpoint";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as access from "../access/service.ts";
import * as programmes from "../programmes/service.ts";
import * as settings from "../settings/service.ts";

const templateNames = {
  stamps: "coffee-stamps",
  points: "retail-points",
  grocery: "grocery",
  insurance: "insurance",
  b2b: "b2b",
} as const;
const TEMPLATES_MAX = 100;

async function documentFor(wish: Terms & Pick<BodyOf<typeof makeYours>, "template">) {
  const { data } = await programmes.listTemplates({ limit: TEMPLATES_MAX });
  const template = data.find(({ name }) => name === templateNames[wish.template]);
  if (template === undefined) throw new Error(`there is no ${templateNames[wish.template]}.yaml`);
  return inOwnTerms(template.document, wish);
}

/**
 * Looks at a wish before anything is opened for it.
 *
 * @throws DomainError `programme_invalid`, or as `settings.putLogo`.
 */
export async function checkWish(wish: BodyOf<typeof makeYours>): Promise<void> {
  if (wish.logo !== undefined) settings.checkLogo(wish.logo.image);
  const { programme, problems } = programmes.checkAlone(await documentFor(wish));
  if (programme !== null) return;
  const found = problems.find(({ severity }) => severity === "error");
  throw new DomainError(
    "programme_invalid",
    `The template does not fit what you chose: ${found?.message ?? "it cannot be read"}`,
  );
}

/**
 * Begins an empty club: publishes its programme, notes its colour and invites its owner.
 *
 * @throws DomainError `conflict` where it has a programme, `programme_invalid`.
 */
export async function begin(
  club: Club,
  wish: BodyOf<typeof makeYours>,
): Promise<{ ownerLink: string; expiresAt: number }> {
  if ((await programmes.timelineOfClub(club)) !== null)
    throw new DomainError("conflict", "This club has begun already.");
  const document = await documentFor(wish);
  const { template: name, hue, logoText = null, logo } = wish;
  const note = `Template ${name}, colour ${hue}`;
  await transaction(club.db, (tx) =>
    programmes.publish(club, tx, {
      document,
      publishedBy: "make-yours",
      note,
      after: 0,
      now: club.clock.now(),
    }),
  );
  await settings.change(club, { change: { hue, logoText }, by: "make-yours" });
  if (logo !== undefined) await settings.putLogo(club, { ...logo, by: "make-yours" });
  const { link, expiresAt } = await access.inviteFromHere(club, { name: wish.name, role: "owner" });
  return { ownerLink: link, expiresAt };
}
