/**
 * Pages of links in messages: what the link would do, a button, and what became of it. Opening one changes nothing, since
 * mail programs open links by themselves; it needs no script and no sign-in.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { readPublicClub } from "@trofast/contract/settings";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { Http } from "../platform/http.ts";
import type { Language } from "../platform/languages.ts";
import { escape, PAGE_POLICY } from "./html.ts";

type PublicClub = AnswerOf<typeof readPublicClub>;
type TokenRoute = { Params: { token: string } };

/** A link that somebody has opened, or whose button they have pressed. */
export interface LinkAsked {
  readonly token: string;
  readonly method: "GET" | "POST";
  /** Of who asks, then of the club. */
  readonly languages: readonly (string | undefined)[];
}

/** What its page says. */
export interface LinkSaid {
  readonly status: 200 | 404 | 503;
  readonly language: Language;
  readonly title: string;
  readonly text: string;
  /** Items in HTML. */
  readonly list: readonly string[];
  readonly button: string | null;
  readonly quiet: string;
}

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
/** Of a button, and of mail programs that press it for their reader (RFC 8058). */
const FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Serves the style sheet of all of these pages. */
export function registerLinkSheet(http: Http): void {
  http.app.get("/c/page.css", async (_request, reply) =>
    reply
      .header("cache-control", "public, max-age=3600")
      .type("text/css; charset=utf-8")
      .send(SHEET),
  );
}

/** Serves `{path}/{token}`: GET shows what the link would do, POST does it. */
export function registerLink(
  http: Http,
  path: string,
  answer: (asked: LinkAsked) => Promise<LinkSaid>,
): void {
  const show = async (
    { params: { token }, headers }: FastifyRequest<TokenRoute>,
    reply: FastifyReply,
    method: LinkAsked["method"],
  ): Promise<FastifyReply> => {
    const known = await http.app.inject({ method: "GET", url: readPublicClub.path });
    const club = readPublicClub.answer.parse(known.json());
    const languages = [headers["accept-language"], ...club.languages];
    const said = await answer({ token, method, languages });
    return (
      reply
        .code(said.status)
        .header("content-security-policy", PAGE_POLICY)
        .header("cache-control", "no-store")
        // The address of this page opens something: nobody whom it links to may see it.
        .header("referrer-policy", "no-referrer")
        .type("text/html; charset=utf-8")
        .send(html(http.club.config.mount, club, said))
    );
  };
  void http.app.register(async (app) => {
    // Nothing in the form is asked for: the link says it all.
    for (const form of FORMS) app.removeContentTypeParser(form);
    app.addContentTypeParser(FORMS, { parseAs: "buffer" }, async () => null);
    app.get<TokenRoute>(`${path}/:token`, async (request, reply) => show(request, reply, "GET"));
    app.post<TokenRoute>(`${path}/:token`, async (request, reply) => show(request, reply, "POST"));
    await Promise.resolve();
  });
}

/**
 * What the API says of a link: its answer; "busy" where it may be asked again; "unknown" where there is no such link.
 */
export async function askedOf(
  http: Http,
  method: LinkAsked["method"],
  url: string,
): Promise<{ readonly answer: unknown } | "busy" | "unknown"> {
  const { statusCode, body } = await http.app.inject({ method, url });
  if (statusCode === 200) return { answer: JSON.parse(body) };
  return statusCode === 404 ? "unknown" : "busy";
}

function html(base: string, club: PublicClub, said: LinkSaid): string {
  const { language, title, text, list, button, quiet } = said;
  const root = escape(base);
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${escape(`${title} – ${club.name}`)}</title><meta name="color-scheme" content="light dark">`,
    `<link rel="stylesheet" href="${root}/c/page.css"><link rel="stylesheet" href="${root}/brand/${club.brand.hue}.css">`,
    `<script src="${root}/theme.js"></script><link rel="icon" href="${root}/icon.svg" type="image/svg+xml"></head>`,
    `<body><main><p class="club">${escape(club.name)}</p><h1>${escape(title)}</h1><p>${escape(text)}</p>`,
    list.length > 0 ? `<ul>${list.join("")}</ul>` : "",
    button === null ? "" : `<form method="post"><button>${escape(button)}</button></form>`,
    `<p class="quiet">${escape(quiet)}</p></main></body></html>`,
  ].join("\n");
}
