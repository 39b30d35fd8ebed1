import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { invitePerson, staffRoles } from "@trofast/contract/staff";
import type { StaffRole } from "@trofast/contract/staff";
import { formatInstant } from "@trofast/engine/time";
import type { z } from "zod";
import * as access from "../modules/access/service.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";

const fields = invitePerson.body.shape;

interface InviteOptions extends ClubOptions {
  readonly json?: boolean;
  readonly name: string;
  readonly role: StaffRole;
  readonly email?: string;
  readonly stores?: string[];
}

export function register(program: Command): void {
  const staff = program.command("staff").description("people of the staff: invite");

  forClub(staff.command("invite"))
    .description("make a link with which somebody becomes one of the staff, and print it, once")
    .requiredOption("--name <text>", "who it is", readWith(fields.name))
    .addOption(
      new Option("--role <role>", "what they may do").choices(staffRoles).makeOptionMandatory(),
    )
    .option(
      "--email <address>",
      "lets them come by the identity provider too",
      readWith(fields.email),
    )
    .option(
      "--stores <list>",
      "the only stores they may act for, comma-separated; else all",
      readStores,
    )
    .action(async (options: InviteOptions) => {
      await withClub(options, async (club) => {
        const { name, role, email, stores } = options;
        const invited = await access.inviteFromHere(club, { name, role, email, stores });
        const expiresAt = formatInstant(invited.expiresAt);
        print(options, { id: invited.person.id, link: invited.link, expiresAt }, [
          invited.link,
          `For ${name} (${role}), to be opened in their browser: it works once, until ${expiresAt}.`,
        ]);
      });
    });
}

function readWith<T>(schema: z.ZodType<T>): (text: unknown) => T {
  return (text) => {
    const read = schema.safeParse(text);
    if (read.success) return read.data;
    throw new InvalidArgumentError(read.error.issues.map((issue) => issue.message).join("; "));
  };
}

function readStores(text: string): string[] | undefined {
  return readWith(fields.stores)(text.split(",").map((store) => store.trim()));
}
