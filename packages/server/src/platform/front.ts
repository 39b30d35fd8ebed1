/**
 * One port for several apps, told apart by how the path begins. Each app answers as if it stood alone: the beginning is
 * taken off before it sees the request. An app at the empty path gets whatever is left.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Club } from "../club.ts";

/** As long as the apps' own servers keep a connection open. */
const KEEP_ALIVE_MS = 72_000;
const IDLE_CHECK_MS = 50;

/** The same for every app, so any of them may answer. */
const shared = [/^\/assets\//, /^\/theme\.js$/, /^\/docs$/, /^\/openapi\.json$/];

export interface Front {
  /** Where it listens, such as http://127.0.0.1:4000. */
  readonly address: string;
  readonly port: number;
  /** Serves an app below a path such as /demo, or with an empty path wherever no other app is. */
  mount(path: string, app: FastifyInstance): Promise<void>;
  /** Answers what is under way, then takes nothing more; called again it is the same close. */
  close(): Promise<void>;
}

/**
 * Begins to listen; `/health` answers at once, everything else as soon as an app is mounted.
 *
 * @throws Error as `net.Server` does, where the port cannot be had.
 */
export async function openFront({
  port,
  host,
}: Pick<Club["config"], "port" | "host">): Promise<Front> {
  const apps = new Map<string, FastifyInstance>();
  const server = createServer(
    { requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      dispatch(apps, request, response);
    },
  );
  server.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  server.listen(port, host);
  await once(server, "listening");
  const bound = server.address();
  const taken = typeof bound === "object" && bound !== null ? bound.port : port;
  let closing: Promise<void> | undefined;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    address: `http://${name}:${taken}`,
    port: taken,
    async mount(path, app) {
      await app.ready();
      apps.set(path, app);
    },
    close() {
      closing ??= closeServer(server);
      return closing;
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  await closed;
  clearInterval(idle);
}

function dispatch(
  apps: ReadonlyMap<string, FastifyInstance>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = request.url ?? "/";
  const path = url.split("?", 1)[0] ?? url;
  for (const [below, app] of apps) {
    if (below === "" || (path !== below && !path.startsWith(`${below}/`))) continue;
    if (path === below) return redirect(response, `${below}/${url.slice(path.length)}`);
    request.url = url.slice(below.length);
    app.routing(request, response);
    return;
  }
  const own = apps.get("");
  if (own !== undefined) own.routing(request, response);
  else answerAlone(apps, { path, request, response });
}

/** Without an app of its own the empty path leads to the others. */
function answerAlone(
  apps: ReadonlyMap<string, FastifyInstance>,
  { path, request, response }: { path: string; request: IncomingMessage; response: ServerResponse },
): void {
  if (path === "/health") return answer(response, 200, { status: "ok" });
  const [first] = apps;
  if (first === undefined)
    return answer(
      response,
      503,
      problem(503, "overloaded", "The server is starting. Try again in a moment."),
    );
  const [below, app] = first;
  if (path === "/ready" || shared.some((each) => each.test(path)))
    return app.routing(request, response);
  if (path === "/") return redirect(response, `${below}/`);
  answer(
    response,
    404,
    problem(
      404,
      "not_found",
      `There is nothing at this path; what there is begins with ${below}/.`,
    ),
  );
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, "cache-control": "no-store" }).end();
}

function problem(status: number, code: string, detail: string): Record<string, unknown> {
  return { type: "about:blank", title: detail, status, code, detail };
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      "content-type": status < 400 ? "application/json; charset=utf-8" : "application/problem+json",
      "content-length": Buffer.byteLength(text),
      "cache-control": "no-store",
      ...(status === 503 && { "retry-after": "1" }),
    })
    .end(text);
}
