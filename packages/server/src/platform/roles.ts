/**
 * Least privilege: tables belong to the role that connects, requests work as `trofast_app`, which may add to the
 * ledger's history but never change it.
 */
import { sql } from "kysely";
import type { Db } from "./db.ts";
import { errorCode } from "./db-errors.ts";
import { OperatorError } from "./errors.ts";

export const appRole = "trofast_app";

/**
 * Makes the role where it is missing and lets the connecting role take it.
 *
 * @throws OperatorError saying what an administrator must run, where the connecting role may not do so itself.
 */
export async function ensureAppRole(owner: Db): Promise<void> {
  const triesMax = 5;
  for (let tries = 1; ; tries += 1) {
    try {
      await makeAppRole(owner);
      return;
    } catch (error) {
      // Roles belong to the whole cluster: another club's migration may be making it at this moment.
      const raced = ["42710", "23505", "XX000"].includes(errorCode(error) ?? "");
      if (raced && tries < triesMax) continue;
      if (errorCode(error) === "42501") throw notAllowed(error);
      throw error;
    }
  }
}

async function makeAppRole(owner: Db): Promise<void> {
  const found = await sql<{
    present: boolean;
  }>`select exists (select from pg_roles where rolname = ${appRole}) as present`.execute(owner);
  if (found.rows[0]?.present !== true) {
    await sql`create role ${sql.id(appRole)} nologin`.execute(owner);
  }
  const membership = await sql<{
    member: boolean;
  }>`select pg_has_role(current_user, ${appRole}, 'SET') as member`
    .execute(owner)
    .catch(async (error: unknown) => {
      // PostgreSQL 15 does not tell SET apart from membership.
      if (errorCode(error) !== "22023") throw error;
      return await sql<{
        member: boolean;
      }>`select pg_has_role(current_user, ${appRole}, 'MEMBER') as member`.execute(owner);
    });
  if (membership.rows[0]?.member !== true) {
    await sql`grant ${sql.id(appRole)} to current_user`.execute(owner);
  }
}

function notAllowed(cause: unknown): OperatorError {
  return new OperatorError(
    [
      `The database role that Trofast connects with may not set up the role ${appRole}, which every request works as.`,
      "Ask an administrator of the database to run, once (with your role in place of <you>):",
      `  create role ${appRole} nologin;`,
      `  grant ${appRole} to <you>;`,
    ].join("\n"),
    { cause },
  );
}
