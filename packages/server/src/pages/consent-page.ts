/** The page of a link that confirms consents: what it would agree to, a button, and what became of it. */
import { confirmRequest, readRequest } from "@trofast/contract/consents-confirming";
import type { Http } from "../platform/http.ts";
import { languageOf } from "../platform/languages.ts";
import { consentWords } from "./consent-words.ts";
import { escape } from "./html.ts";
import { askedOf, registerLink, type LinkAsked, type LinkSaid } from "./link-page.ts";

const TOKEN = /^[A-Za-z0-9_-]{32}$/;

/** Serves `/c/{token}`. */
export function registerConsentPage(http: Http): void {
  registerLink(http, "/c", async (asked) => answer(http, asked));
}

async function answer(http: Http, { token, method, languages }: LinkAsked): Promise<LinkSaid> {
  const { path } = method === "GET" ? readRequest : confirmRequest;
  const told = TOKEN.test(token)
    ? await askedOf(http, method, path.replace("{token}", token))
    : "unknown";
  const found = typeof told === "string" ? null : readRequest.answer.parse(told.answer);
  const state = typeof told === "string" ? told : (found?.state ?? "unknown");
  const language = languageOf([found?.language, ...languages]);
  const words = consentWords[language];
  const isListed = state === "open" || state === "confirmed";
  return {
    status: told === "busy" ? 503 : told === "unknown" ? 404 : 200,
    language,
    ...words.states[state],
    list: (isListed ? (found?.consents ?? []) : []).map(
      ({ purpose, channel, wording, language: of }) =>
        `<li><b>${escape(words.consentName(purpose, channel))}</b><blockquote lang="${escape(of)}">${escape(wording)}</blockquote></li>`,
    ),
    button: state === "open" ? words.confirm : null,
    quiet: state === "open" ? words.optional : words.change,
  };
}
