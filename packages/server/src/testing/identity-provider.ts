/** An identity provider of one's own for tests: OpenID Connect's code flow as a real one speaks it, over HTTP. */
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";

export interface IdentityProvider {
  readonly issuer: string;
  /** Whom the next sign-ins are about. */
  claims: Record<string, unknown>;
  /** Bends the next ID tokens. */
  bend: { readonly nonce?: string; readonly audience?: string; readonly foreignKey?: boolean };
  /** The queries of the sign-ins asked for so far. */
  readonly asked: Record<string, string>[];
  close(): Promise<void>;
}

const client = { id: "club", secret: "hush" };
/** The configuration of a club that signs in by `issuer`. */
export const providerConfig = (issuer: string) => ({
  oidc: { issuer, clientId: client.id, clientSecret: client.secret },
});

const query = z.record(z.string(), z.string());

/** Starts one on a free port. */
export async function anIdentityProvider(): Promise<IdentityProvider> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, Record<string, string>>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = z.object({ port: z.number() }).parse(server.address());
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider: IdentityProvider = {
    issuer,
    claims: {},
    bend: {},
    asked: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };

  const idToken = (asked: Record<string, string>): string => {
    const { privateKey } = provider.bend.foreignKey === true ? foreign : keys;
    return tokenFor(provider, asked, privateKey);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (url.pathname === "/.well-known/openid-configuration") {
      json(200, description(issuer));
    } else if (url.pathname === "/keys") {
      const jwk = keys.publicKey.export({ format: "jwk" });
      json(200, { keys: [{ ...jwk, kid: "one", alg: "RS256", use: "sig" }] });
    } else if (url.pathname === "/authorize") {
      const asked = query.parse(Object.fromEntries(url.searchParams));
      provider.asked.push(asked);
      const code = randomUUID();
      codes.set(code, asked);
      const back = new URL(asked["redirect_uri"] ?? "");
      back.search = new URLSearchParams({
        code,
        state: asked["state"] ?? "",
        iss: issuer,
      }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else {
      const form = await formIn(request);
      const asked = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      if (asked === undefined || !isRightful(asked, form)) json(400, { error: "invalid_grant" });
      else json(200, { access_token: "a", token_type: "bearer", id_token: idToken(asked) });
    }
  };
  return provider;
}

async function formIn(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

/** The client's secret, and the verifier of the challenge it asked with (RFC 7636). */
function isRightful(asked: Record<string, string>, form: URLSearchParams): boolean {
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest();
  const isVerified = asked["code_challenge"] === challenge.toString("base64url");
  return isVerified && form.get("client_secret") === client.secret;
}

function tokenFor(
  { issuer, bend, claims }: IdentityProvider,
  asked: Record<string, string>,
  privateKey: KeyObject,
): string {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: "RS256", typ: "JWT", kid: "one" };
  const body = {
    iss: issuer,
    aud: bend.audience ?? client.id,
    iat: now,
    exp: now + 60,
    nonce: bend.nonce ?? asked["nonce"],
    ...claims,
  };
  const signed = [head, body]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

const description = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  authorization_response_iss_parameter_supported: true,
});
