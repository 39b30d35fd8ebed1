/** PostgreSQL refuses to run as root, so a test run by root lends it another user. */
import { readFileSync, statSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Installation } from "./installations.ts";

export type SystemUser = { name: string; uid: number; gid: number };

/** The user to run PostgreSQL as: none where we are not root, else `postgres`, `nobody` or any other. */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map(parseUser)
    .filter((user) => {
      return user.uid > 0 && user.gid >= 0;
    });
  const chosen =
    users.find((user) => user.name === "postgres") ??
    users.find((user) => user.name === "nobody") ??
    users[0];
  if (chosen) return chosen;
  throw new Error(
    "PostgreSQL does not run as root, and /etc/passwd names no other user. " +
      "Run the tests as an ordinary user, or set TEST_DATABASE_URL.",
  );
}

function parseUser(line: string): SystemUser {
  const [name = "", , uid, gid] = line.split(":");
  return { name, uid: Number(uid ?? Number.NaN), gid: Number(gid ?? Number.NaN) };
}

/** A folder for temporary files that this user can get to. */
export function temporaryFolderFor(user: SystemUser | undefined): string {
  const folder = tmpdir();
  return user === undefined || canEnter(folder, user) ? folder : "/tmp";
}

/**
 * The same programs where this user can read them: in place, or as a copy below `folder` where the
 * checkout lies somewhere private, such as root's home.
 */
export async function readableInstallation(
  installation: Installation,
  user: SystemUser | undefined,
  folder: string,
): Promise<Installation> {
  if (user === undefined || canEnter(installation.binFolder, user)) return installation;
  const copy = join(folder, "programs");
  // bin, lib and share find each other by their place, so all of them move.
  await cp(dirname(installation.binFolder), copy, { recursive: true, verbatimSymlinks: true });
  return { ...installation, binFolder: join(copy, "bin") };
}

function canEnter(folder: string, user: SystemUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canEnter(parent, user);
}
