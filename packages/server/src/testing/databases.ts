/** Fresh databases for tests, on whichever PostgreSQL server runs them. */
import { randomBytes } from "node:crypto";
import { Client, escapeIdentifier } from "pg";

/**
 * Makes a database and answers with its URL. `name` is a new random one where left out; `template`
 * names a database to copy, to which nobody may be connected meanwhile.
 */
export async function createDatabase(
  serverUrl: string,
  options: { name?: string; template?: string } = {},
): Promise<{ name: string; url: string }> {
  const name = options.name ?? `trofast_test_${randomBytes(6).toString("hex")}`;
  // template0 is open to nobody, so any number of tests can copy it at once.
  const template = options.template ?? "template0";
  await onServer(serverUrl, (client) => {
    return client.query(
      `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`,
    );
  });
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return { name, url: url.href };
}

/** Removes a database, with whatever is still connected to it. One that is not there is no error. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await onServer(serverUrl, (client) => {
    return client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  });
}

async function onServer(
  serverUrl: string,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
