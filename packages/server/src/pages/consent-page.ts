/**
 * The page of a link that confirms consents: what it would agree to, a button, and what became of it. Opening it changes
 * nothing, since mail programs open links by themselves; it needs no script and no sign-in.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { consentWords, type ConsentLanguage } from "./consent-words.ts";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { confirmRequest, readRequest } from "@trofast/contract/consents-confirming";
import { readPublicClub } from "@trofast/contract/settings";
import type { Http } from "../platform/http.ts";
import { escape, PAGE_POLICY } from "./html.ts";

type Request = AnswerOf<typeof readRequest>;
type PublicClub = AnswerOf<typeof readPublicClub>;
type TokenRoute = { Params: { token: string } };

const SHEET = `:root{color-scheme:light dark;--ground:#faf8f4;--ink:#23201c;--quiet:#5c564d;--line:#ddd6ca}
[data-theme="dark"]{--ground:#191720;--ink:#efece6;--quiet:#b6b0bd;--line:#3a3644}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:clamp(1.5rem,8vh,5rem) 1.25rem 4rem}
.club{margin:0 0 2rem;color:var(--quiet)}
h1{margin:0 0 .75rem;font-size:1.625rem;line-height:1.25;text-wrap:balance}
p{margin:.5rem 0}
ul{margin:1.25rem 0;padding:0;list-style:none}
li{padding:1rem 0;border-top:1px solid var(--line)}
li:last-child{border-bottom:1px solid var(--line)}
li b{display:block}
blockquote{margin:.25rem 0 0;overflow-wrap:anywhere;white-space:pre-line}
button{min-height:3rem;width:100%;margin:.75rem 0;padding:.75rem 1.25rem;border:0;border-radius:.75rem;background:var(--brand);color:var(--on-brand);font:600 1.0625rem/1.25 system-ui,sans-serif;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
.quiet{color:var(--quiet);font-size:.9375rem}
`;
const FORM = "application/x-www-form-urlencoded";
const TOKEN = /^[A-Za-z0-9_-]{32}$/;

/** Serves `/c/{token}` and its style sheet. */
export function registerConsentPage(http: Http): void {
  void http.app.register(async (app) => {
    // A form without fields: there is nothing in it to read.
    app.removeContentTypeParser(FORM);
    app.addContentTypeParser(FORM, { parseAs: "buffer" }, async () => null);
    app.get<TokenRoute>("/c/:token", async (request, reply) =>
      show(http, request, reply, readRequest.method),
    );
    app.post<TokenRoute>("/c/:token", async (request, reply) =>
      show(http, request, reply, confirmRequest.method),
    );
    app.get("/c/page.css", async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=3600")
        .type("text/css; charset=utf-8")
        .send(SHEET),
    );
    await Promise.resolve();
  });
}

async function show(
  http: Http,
  request: FastifyRequest<TokenRoute>,
  reply: FastifyReply,
  method: "GET" | "POST",
): Promise<FastifyReply> {
  const { token } = request.params;
  const known = await http.app.inject({ method: "GET", url: readPublicClub.path });
  const club = readPublicClub.answer.parse(known.json());
  const answer = TOKEN.test(token)
    ? await http.app.inject({ method, url: readRequest.path.replace("{token}", token) })
    : null;
  const found = answer?.statusCode === 200 ? readRequest.answer.parse(answer.json()) : null;
  // Whoever is busy elsewhere may press again; every other refusal means that there is no such link.
  const isBusy = answer !== null && answer.statusCode !== 200 && answer.statusCode !== 404;
  const wanted = [found?.language, request.headers["accept-language"], ...club.languages];
  const language = languageOf(wanted);
  return (
    reply
      .code(isBusy ? 503 : found === null ? 404 : 200)
      .header("content-security-policy", PAGE_POLICY)
      .header("cache-control", "no-store")
      // The address of this page opens something: nobody whom it links to may see it.
      .header("referrer-policy", "no-referrer")
      .type("text/html; charset=utf-8")
      .send(html(http.club.config.mount, club, language, isBusy ? "busy" : found))
  );
}

function languageOf(wanted: readonly (string | undefined)[]): ConsentLanguage {
  for (const each of wanted) {
    const short = each?.slice(0, 2).toLowerCase();
    if (short === "sv" || short === "da" || short === "en") return short;
  }
  return "en";
}

function html(
  base: string,
  club: PublicClub,
  language: ConsentLanguage,
  found: Request | "busy" | null,
): string {
  const words = consentWords[language];
  const state = found === null ? "unknown" : found === "busy" ? "busy" : found.state;
  const { title, text } = words.states[state];
  const asked = found === null || found === "busy" ? [] : found.consents;
  const isListed = state === "open" || state === "confirmed";
  const list = asked.map(
    ({ purpose, channel, wording, language: of }) =>
      `<li><b>${escape(words.consentName(purpose, channel))}</b><blockquote lang="${escape(of)}">${escape(wording)}</blockquote></li>`,
  );
  const button =
    state === "open" ? `<form method="post"><button>${escape(words.confirm)}</button></form>` : "";
  const root = escape(base);
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${escape(`${title} – ${club.name}`)}</title><meta name="color-scheme" content="light dark">`,
    `<link rel="stylesheet" href="${root}/c/page.css"><link rel="stylesheet" href="${root}/brand/${club.brand.hue}.css">`,
    `<script src="${root}/theme.js"></script><link rel="icon" href="${root}/icon.svg" type="image/svg+xml"></head>`,
    `<body><main><p class="club">${escape(club.name)}</p><h1>${escape(title)}</h1><p>${escape(text)}</p>`,
    isListed && list.length > 0 ? `<ul>${list.join("")}</ul>` : "",
    button,
    `<p class="quiet">${escape(state === "open" ? words.optional : words.change)}</p></main></body></html>`,
  ].join("\n");
}
