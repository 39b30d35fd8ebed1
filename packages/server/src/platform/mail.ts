/** Mail goes out by SMTP; where no server is configured there is no mail, and callers say so. */
import { createTransport } from "nodemailer";
import type { Club } from "../club.ts";
import { perClub } from "../club.ts";
import { DomainError } from "./errors.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** @throws DomainError `delivery_failed` where the server did not take the mail. */
  send(mail: Mail): Promise<void>;
}

const CONNECT_MS_MAX = 5_000;
const SOCKET_MS_MAX = 10_000;

/** The club's way to send mail, or null where none is configured. */
export const mailerOf: (club: Club) => Mailer | null = perClub(openMailer);

function openMailer(club: Club): Mailer | null {
  const { smtpUrl, mailFrom } = club.config;
  if (smtpUrl === undefined) return null;
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      connectionTimeout: CONNECT_MS_MAX,
      greetingTimeout: CONNECT_MS_MAX,
      socketTimeout: SOCKET_MS_MAX,
      // What stands in a mail is never read from a file or fetched from an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: mailFrom },
  );
  club.onClose(async () => {
    transport.close();
    await Promise.resolve();
  });
  return {
    async send({ to, subject, text, headers = {} }) {
      try {
        // As an object the address is taken as it is, and never read as a list of several.
        await transport.sendMail({ to: { name: "", address: to }, subject, text, headers });
      } catch (cause) {
        throw new DomainError(
          "delivery_failed",
          "The mail could not be handed over. Try again in a minute.",
          { cause, retryAfterSeconds: 60 },
        );
      }
    },
  };
}
