/** What messages are signed with: made here, told once, kept encrypted. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { open, seal } from "../../platform/secrets.ts";
import type { Webhook } from "./domain.ts";

const SECRETS = "webhooks.secrets";
const SECRET_BYTES = 32;
/** Newest first, each with the span beside it. */
const secrets = z.array(z.string());

export const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;

export async function sealed(
  club: Club,
  webhook: string,
  held: readonly string[],
): Promise<string> {
  return await seal(club, SECRETS, webhook, JSON.stringify(held));
}

export async function opened(
  club: Club,
  row: { readonly webhook: string; readonly secrets: string },
): Promise<string[]> {
  return secrets.parse(JSON.parse(await open(club, SECRETS, row.webhook, row.secrets)));
}

/** The secrets that hold at `now`, newest first. */
export async function secretsNow(
  club: Club,
  row: Pick<Webhook, "webhook" | "spans"> & { readonly secrets: string },
  now: number,
): Promise<string[]> {
  return (await opened(club, row)).filter((_secret, index) => {
    const until = row.spans[index]?.until ?? null;
    return until === null || now < until;
  });
}
