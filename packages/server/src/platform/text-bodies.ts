/** Bodies that are text and not JSON, for the endpoints that name their media type. */
import { isUtf8 } from "node:buffer";
import type { FastifyRequest } from "fastify";
import { DomainError } from "./errors.ts";
import type { Http } from "./http.ts";

/**
 * Lets endpoints whose `bodyMedia` names `media` take such bodies.
 *
 * @param bodyOf makes what the endpoint's body schema takes from the text.
 */
export function acceptText(http: Http, media: string, bodyOf: (text: string) => unknown): void {
  const pattern = new RegExp(`^${media.replaceAll(/[.+]/g, "\\$&")}(?:\\s*;|$)`, "i");
  http.app.addContentTypeParser(
    pattern,
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      const accepted = request.routeOptions.config.endpoint?.bodyMedia ?? [];
      if (!accepted.includes(media)) {
        throw new DomainError("unsupported_media_type", "This call takes application/json.");
      }
      const encoding = request.headers["content-encoding"] ?? "identity";
      if (encoding !== "identity") {
        throw new DomainError("unsupported_media_type", `Send ${media} without Content-Encoding.`);
      }
      if (!isUtf8(body)) throw new DomainError("invalid_body", "The body is not UTF-8 text.");
      return bodyOf(body.toString("utf8"));
    },
  );
}
