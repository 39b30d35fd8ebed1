/** The page of the link in a message that takes back what the message was sent for. */
import { readUnsubscribe, unsubscribe } from "@trofast/contract/consents";
import type { Http } from "../platform/http.ts";
import { languageOf } from "../platform/languages.ts";
import { consentWords } from "./consent-words.ts";
import { escape } from "./html.ts";
import { askedOf, registerLink, type LinkAsked, type LinkSaid } from "./link-page.ts";

type State = "given" | "taken" | "unknown" | "busy";

const words = {
  sv: {
    given: {
      title: "Vill du inte ha det här längre?",
      text: "Tryck på knappen, så slutar vi skicka det här till dig:",
    },
    taken: { title: "Klart, vi slutar skicka", text: "Det här får du inte längre från oss:" },
    stop: "Sluta skicka",
    keep: "Vill du ha det kvar? Stäng sidan. Inget har ändrats.",
  },
  da: {
    given: {
      title: "Vil du ikke have det her længere?",
      text: "Tryk på knappen, så holder vi op med at sende dig det her:",
    },
    taken: {
      title: "Færdig, vi sender ikke mere",
      text: "Det her får du ikke længere fra os:",
    },
    stop: "Stop med at sende",
    keep: "Vil du beholde det? Luk siden. Intet er ændret.",
  },
  en: {
    given: {
      title: "Would you rather not have this?",
      text: "Press the button and we stop sending you this:",
    },
    taken: { title: "Done, we have stopped", text: "We no longer send you this:" },
    stop: "Stop sending",
    keep: "Would you like to keep it? Close this page. Nothing was changed.",
  },
} as const;

/** Serves `/u/{token}`: for people, and for mail programs that take back with one click (RFC 8058). */
export function registerUnsubscribePage(http: Http): void {
  registerLink(http, "/u", async (asked) => answer(http, asked));
}

async function answer(http: Http, { token, method, languages }: LinkAsked): Promise<LinkSaid> {
  const { path, params } = method === "GET" ? readUnsubscribe : unsubscribe;
  const told = params.safeParse({ token }).success
    ? await askedOf(http, method, path.replace("{token}", token))
    : "unknown";
  const found = typeof told === "string" ? null : readUnsubscribe.answer.parse(told.answer);
  const state: State = typeof told === "string" ? told : found?.given === true ? "given" : "taken";
  const language = languageOf(languages);
  const shared = consentWords[language];
  const own = words[language];
  return {
    status: told === "busy" ? 503 : told === "unknown" ? 404 : 200,
    language,
    ...(state === "given" || state === "taken" ? own[state] : shared.states[state]),
    list: found
      ? [`<li><b>${escape(shared.consentName(found.purpose, found.channel))}</b></li>`]
      : [],
    button: state === "given" ? own.stop : null,
    quiet: state === "given" ? own.keep : shared.change,
  };
}
