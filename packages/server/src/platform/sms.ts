/**
 * Text messages go out through any gateway that takes an HTTP POST: its address, the shape of its body and its
 * `Authorization` header are configuration.
 */
import { readFileSync } from "node:fs";
import type { Club } from "../club.ts";
import { perClub } from "../club.ts";
import { DomainError, OperatorError } from "./errors.ts";

export interface TextMessage {
  /** E.164, such as +46701234567. */
  readonly to: string;
  readonly text: string;
}

export interface TextSender {
  /** @throws DomainError `delivery_failed` where the gateway did not take the message. */
  send(message: TextMessage): Promise<void>;
}

const GATEWAY_MS_MAX = 10_000;

/** The club's way to send text messages, or null where none is configured. */
export const textSenderOf: (club: Club) => TextSender | null = perClub(openTextSender);

function openTextSender({ config }: Club): TextSender | null {
  const { smsUrl, smsBody } = config;
  if (smsUrl === undefined) return null;
  const authorization = authorizationOf(config);
  const isJson = smsBody.trimStart().startsWith("{");
  return {
    async send(message) {
      try {
        const answer = await fetch(smsUrl, {
          method: "POST",
          headers: {
            "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
            ...(authorization === undefined ? {} : { authorization }),
          },
          body: isJson ? filledJson(smsBody, message) : filledForm(smsBody, message),
          // A redirect would take the credential to another address.
          redirect: "error",
          signal: AbortSignal.timeout(GATEWAY_MS_MAX),
        });
        await answer.body?.cancel();
        if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
      } catch (cause) {
        throw new DomainError(
          "delivery_failed",
          "The text message could not be handed over. Try again in a minute.",
          { cause, retryAfterSeconds: 60 },
        );
      }
    },
  };
}

function authorizationOf({
  smsAuthorization,
  smsAuthorizationFile,
}: Club["config"]): string | undefined {
  if (smsAuthorizationFile === undefined) return smsAuthorization;
  try {
    return readFileSync(smsAuthorizationFile, "utf8").trim();
  } catch (cause) {
    throw new OperatorError(
      `The file ${smsAuthorizationFile} of TROFAST_SMS_AUTHORIZATION_FILE cannot be read.`,
      { cause },
    );
  }
}

/** Fills the texts inside the template, so that a quote in a message cannot change its shape. */
export function filledJson(template: string, message: TextMessage): string {
  const parsed: unknown = JSON.parse(template);
  return JSON.stringify(filledValue(parsed, message));
}

function filledValue(value: unknown, message: TextMessage): unknown {
  if (typeof value === "string") return filledText(value, message);
  if (Array.isArray(value)) return value.map((each: unknown) => filledValue(each, message));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [
      name,
      filledValue(each, message),
    ]),
  );
}

export function filledForm(template: string, message: TextMessage): string {
  const fields = [...new URLSearchParams(template)].map(([name, value]): [string, string] => [
    name,
    filledText(value, message),
  ]);
  return new URLSearchParams(fields).toString();
}

function filledText(text: string, { to, text: said }: TextMessage): string {
  return text.replaceAll(/\{(to|text)\}/g, (_, name: string) => (name === "to" ? to : said));
}
