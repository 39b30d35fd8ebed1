/**
 * The faces: member app, console and till, each one page that the server writes and a script that takes over. What a
 * page knows at its start comes from the API itself, asked in the name of whoever asked for the page.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { getMe } from "@trofast/contract/self";
import { readOverview } from "@trofast/contract/insights";
import { readOwn } from "@trofast/contract/staff";
import { readPublicClub } from "@trofast/contract/settings";
import type { AnswerOf, Scope } from "@trofast/contract/endpoint";
import * as insights from "../modules/insights/service.ts";
import * as settings from "../modules/settings/service.ts";
import { DomainError } from "../platform/errors.ts";
import type { Http } from "../platform/http.ts";
import { readAssets, type Assets, type BuiltFile, type Face } from "./assets.ts";
import { brandSheet } from "./colour.ts";
import { registerConsentPage } from "./consent-page.ts";
import type { Desk } from "./console-shell.ts";
import { PAGE_POLICY, pageHtml, THEME_SCRIPT } from "./html.ts";
import { registerLinkSheet } from "./link-page.ts";
import { mounted } from "./logo.ts";
import { encodingFor, pack } from "./packing.ts";
import { screenParts, shellOf, type FirstScreen } from "./shell.ts";
import { registerUnsubscribePage } from "./unsubscribe-page.ts";
import { iconSvg, webManifest } from "./web-manifest.ts";

const HUES = 360;
const FOR_EVER = "public, max-age=31536000, immutable";
const FOR_AN_HOUR = "public, max-age=3600";
const LANGUAGES = ["sv", "da", "en"] as const;
type Language = (typeof LANGUAGES)[number];
type PublicClub = AnswerOf<typeof readPublicClub>;

/** Pages of the member app; whatever else is asked for below them is for the app's own router to know. */
const CLUB_PATHS = [
  "/",
  "/j",
  "/p",
  "/why",
  "/terms",
  "/rewards",
  "/rewards/*",
  "/club",
  "/me",
  "/me/*",
  "/history/*",
  "/i/*",
  "/r/*",
];
/** Invitations and identity providers lead to /staff. */
const CONSOLE_PATHS = ["/console", "/console/*", "/staff", "/staff/invite"];
const TILL_PATHS = ["/till"];

/** Serves the faces, where they have been built; else each page says how to build them. */
export async function registerPages(http: Http): Promise<void> {
  const { app } = http;
  const { mount } = http.club.config;
  const assets = await readAssets();
  const pages: readonly (readonly [Face, readonly string[]])[] = [
    ["club", CLUB_PATHS],
    ["console", CONSOLE_PATHS],
    ["till", TILL_PATHS],
  ];
  for (const [face, paths] of pages)
    for (const path of paths)
      app.get(path, async (request, reply) => {
        if (!assets)
          throw new DomainError(
            "not_found",
            "The pages are not built. Run npm start, or npm run build in packages/web.",
          );
        return await sendPage(http, assets, face, request, reply);
      });
  registerLinkSheet(http);
  registerConsentPage(http);
  registerUnsubscribePage(http);
  if (assets) serveFiles(http, assets);
  if (assets) serveDeadLinks(http, assets);
  app.get("/theme.js", async (request, reply) =>
    sendText(request, reply, THEME_SCRIPT, "text/javascript; charset=utf-8", FOR_AN_HOUR),
  );
  app.get<{ Params: { hue: string } }>("/brand/:hue.css", async (request, reply) => {
    const hue = Number(request.params.hue);
    if (!Number.isInteger(hue) || hue < 0 || hue >= HUES)
      throw new DomainError("not_found", "A hue is a whole number from 0 to 359.");
    return sendText(request, reply, brandSheet(hue), "text/css; charset=utf-8", FOR_EVER);
  });
  app.get<{ Params: { name: string } }>("/brand/logo/:name", async (request, reply) => {
    const { kind, bytes } = await settings.logoFile(http.club.db, request.params.name);
    return reply
      .header("cache-control", FOR_EVER)
      .header("x-content-type-options", "nosniff")
      .header("content-security-policy", "default-src 'none'")
      .type(kind)
      .send(Buffer.from(bytes));
  });
  app.get("/manifest.webmanifest", async (request, reply) => {
    const text = webManifest(await clubOf(http), mount);
    return sendText(request, reply, text, "application/manifest+json", FOR_AN_HOUR);
  });
  app.get("/icon.svg", async (request, reply) =>
    sendText(request, reply, iconSvg((await clubOf(http)).brand.hue), "image/svg+xml", FOR_AN_HOUR),
  );
}

/** Where a link leads nowhere, a browser gets a page that says so and leads on; machines are answered as everywhere. */
function serveDeadLinks(http: Http, assets: Assets): void {
  http.app.get("/*", async (request, reply) => {
    const [path = ""] = request.url.split("?");
    const isPage = request.headers.accept?.includes("text/html") === true;
    if (!isPage || path.startsWith("/v1/")) return reply.callNotFound();
    return await sendPage(http, assets, "club", request, reply.code(404));
  });
}

function serveFiles(http: Http, assets: Assets): void {
  const send = (request: FastifyRequest, reply: FastifyReply, path: string, cache: string) => {
    const file = assets.file(path);
    if (!file) throw new DomainError("not_found", `There is nothing at ${path}.`);
    return sendFile(request, reply, file, cache);
  };
  http.app.get<{ Params: { "*": string } }>("/assets/*", async (request, reply) =>
    send(request, reply, `/assets/${request.params["*"]}`, FOR_EVER),
  );
  http.app.get("/service-worker.js", async (request, reply) => {
    // A worker's own policy governs what it may fetch; it may control this club's part of the server alone.
    reply.header("content-security-policy", PAGE_POLICY);
    reply.header("service-worker-allowed", `${http.club.config.mount}/`);
    return send(request, reply, "/service-worker.js", "no-cache");
  });
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: BuiltFile,
  cache: string,
): FastifyReply {
  const encoding = encodingFor(
    request.headers["accept-encoding"],
    file.packed.map((each) => each.encoding),
  );
  const packed = file.packed.find((each) => each.encoding === encoding);
  // Other bytes have another tag, or a cache would take one for the other.
  const etag = packed ? file.etag.replace(/"$/, `-${packed.encoding}"`) : file.etag;
  reply.header("cache-control", cache).header("etag", etag);
  if (file.packed.length > 0) reply.header("vary", "accept-encoding");
  if (request.headers["if-none-match"] === etag) return reply.code(304).send();
  if (packed) reply.header("content-encoding", packed.encoding);
  return reply.type(file.type).send(packed?.bytes ?? file.bytes);
}

function sendText(
  _request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  type: string,
  cache: string,
): FastifyReply {
  return reply.header("cache-control", cache).type(type).send(text);
}

async function sendPage(
  http: Http,
  assets: Assets,
  face: Face,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const club = await clubOf(http);
  const cookies = cookiesOf(request.headers.cookie);
  const me = face === "club" ? await whoAsks(http, request, getMe.path) : null;
  const staff = face === "console" ? await whoAsks(http, request, readOwn.path) : null;
  const language = languageOf(club, cookies, request.headers["accept-language"]);
  const chosen = cookies.get("trofast_theme");
  const screen = screenOf(face, request, { me, staff });
  const desk = screen === "overview" ? await deskOf(http, assets, staff) : null;
  const html = pageHtml({
    face,
    title: club.name,
    description: describe(club, language),
    language,
    theme:
      chosen === "light" || chosen === "dark"
        ? chosen
        : club.theme === "system"
          ? null
          : club.theme,
    base: http.club.config.mount,
    hue: club.brand.hue,
    assets: assets.faces[face],
    screen: screenParts(face, screen, language).flatMap((source) =>
      assets.faces[face].scriptsOf(source),
    ),
    first: {
      base: http.club.config.mount,
      language,
      club,
      me,
      staff,
      overview: desk?.start ?? null,
      precache: face === "club" ? assets.faces.club.all : [],
    },
    shell: shellOf({
      face,
      club: { ...club, brand: mounted(club.brand, http.club.config.mount) },
      me,
      desk,
      language,
      screen,
    }),
  });
  reply
    .header("content-security-policy", PAGE_POLICY)
    .header("cache-control", "no-store")
    .header("vary", "accept-encoding")
    .header("permissions-policy", face === "till" ? "camera=(self)" : "camera=()")
    .type("text/html; charset=utf-8");
  const encoding = encodingFor(request.headers["accept-encoding"]);
  if (encoding === null) return reply.send(html);
  return reply.header("content-encoding", encoding).send(await pack(html, encoding));
}

/** Which of the screens that one meets first it is; null for all others. */
function screenOf(
  face: Face,
  request: FastifyRequest,
  { me, staff }: { readonly me: unknown; readonly staff: unknown },
): FirstScreen | null {
  const path = request.routeOptions.url ?? "";
  // A till that somebody has opened knows by itself what it was doing.
  if (face === "till") return request.headers.cookie?.includes("trofast_staff") ? null : "till";
  if (face === "console") return path.endsWith("/console") && staff !== null ? "overview" : null;
  if (path.endsWith("/j")) return request.url.includes("?") ? null : "join";
  if (path.endsWith("/")) return me === null ? "join" : "home";
  return null;
}

/** What the overview begins with; figures for those alone whom the API tells them. */
async function deskOf(http: Http, assets: Assets, staff: unknown): Promise<Desk> {
  const { person, scopes } = readOwn.answer.parse(staff);
  const may = (scope: Scope, about: "club" | "store"): boolean =>
    (about === "store" || person.stores === null) &&
    (scopes.includes("admin") || scopes.includes(scope));
  const isTold = may(readOverview.scope, readOverview.stores);
  const start = isTold ? await insights.overviewStart(http.club) : null;
  return { person, words: assets.words, may, start };
}

async function clubOf(http: Http): Promise<PublicClub> {
  const answer = await http.app.inject({ method: "GET", url: readPublicClub.path });
  return readPublicClub.answer.parse(answer.json());
}

/** Whoever is signed in, as the API tells it to them; a session that has ended is nobody. */
async function whoAsks(http: Http, request: FastifyRequest, url: string): Promise<unknown> {
  const { cookie } = request.headers;
  if (cookie === undefined) return null;
  const answer = await http.app.inject({ method: "GET", url, headers: { cookie } });
  return answer.statusCode === 200 ? z.unknown().parse(answer.json()) : null;
}

function cookiesOf(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name !== "" && !cookies.has(name)) cookies.set(name, value);
  }
  return cookies;
}

/** The reader's own choice, else the browser's wish where the club speaks it, else the club's first language. */
export function languageOf(
  club: Pick<PublicClub, "languages">,
  cookies: ReadonlyMap<string, string>,
  accepted = "",
): Language {
  const spoken = LANGUAGES.filter((language) => club.languages.includes(language));
  const chosen = LANGUAGES.find((language) => language === cookies.get("trofast_language"));
  if (chosen !== undefined) return chosen;
  const wishes = accepted.split(",").map((wish) => wish.trim().slice(0, 2).toLowerCase());
  for (const wish of wishes) {
    const found = spoken.find((language) => language === wish);
    if (found !== undefined) return found;
  }
  return LANGUAGES.find((language) => language === club.languages[0]) ?? "sv";
}

function describe({ name }: PublicClub, language: Language): string {
  const texts = {
    sv: `${name}: medlemskap, poäng och belöningar.`,
    da: `${name}: medlemskab, point og belønninger.`,
    en: `${name}: membership, points and rewards.`,
  };
  return texts[language];
}
