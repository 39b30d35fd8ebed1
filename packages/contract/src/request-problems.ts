/** Refusals that have nothing to do with the club: of requests, of callers, and of a server that cannot just now. */

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly advice: string;
  /** The club's own decision, which stays the answer to that Idempotency-Key; all else may be tried again. */
  readonly decided?: true;
}

export const requestProblems = {
  invalid_body: {
    status: 400,
    title: "The body is not what this call takes",
    advice: "See errors: each names the place (JSON pointer) and what is wrong there.",
  },
  invalid_query: {
    status: 400,
    title: "A query parameter is not what this call takes",
    advice:
      "See errors: each names the parameter and what is wrong with it. A parameter that the call does not know is refused too, never passed over.",
  },
  invalid_path: {
    status: 400,
    title: "A part of the path is not what this call takes",
    advice: "See errors: each names the part of the path and what is wrong with it.",
  },
  invalid_header: {
    status: 400,
    title: "A header is not what this call takes",
    advice: "See detail for the header and what it may hold.",
  },
  invalid_json: {
    status: 400,
    title: "The body is not acceptable JSON",
    advice:
      "Send UTF-8 JSON, at most 64 levels deep, without repeated keys, NUL or broken characters.",
  },
  invalid_csv: {
    status: 400,
    title: "The table cannot be read",
    advice:
      "Send UTF-8 CSV with a header line; see detail for the line and what is wrong with it. Nothing was stored.",
  },
  invalid_cursor: {
    status: 400,
    title: "The cursor is not one this list gave out",
    advice: "Use nextCursor from the page before, unchanged, with the same filters.",
  },
  body_too_large: {
    status: 413,
    title: "The body is too large",
    advice: "Send fewer items per call; the limit is in detail.",
  },
  unsupported_media_type: {
    status: 415,
    title: "This kind of body is not understood",
    advice: "Send Content-Type: application/json, with Content-Encoding gzip or none.",
  },
  not_found: {
    status: 404,
    title: "There is no such thing",
    advice: "Check the path and the id; what belongs to others is not found either.",
  },
  method_not_allowed: {
    status: 405,
    title: "This path does not take this method",
    advice: "See the Allow header for the methods it takes.",
  },
  unauthenticated: {
    status: 401,
    title: "No valid API key",
    advice:
      "Send Authorization: Bearer tro_live_..., with a key that is neither ended nor expired.",
  },
  invalid_signature: {
    status: 401,
    title: "The delivery is not signed as the connection expects",
    advice:
      "Check that the shop is connected under this name, and that the secret here and in the shop are the same.",
  },
  forbidden: {
    status: 403,
    title: "This key may not do this",
    advice: "Use a key that holds the scope named in detail.",
  },
  whole_club: {
    status: 403,
    title: "This is about the whole club, and you act for some stores",
    advice: "Ask somebody who acts for all stores, or use a key that is not held to some.",
  },
  step_up_required: {
    status: 403,
    title: "Prove again that it is you",
    advice:
      "Members: ask for a code with POST /v1/me/step-up. Staff: use your passkey with POST /v1/staff/me/step-up, or sign in again by your identity provider. Then repeat the call within 10 minutes.",
  },
  approval_required: {
    status: 403,
    title: "This is more than one person may do alone",
    advice:
      "Ask for it with POST /v1/staff/acts: a second person approves it, or it is booked after a day in which it can be undone.",
  },
  sign_in_failed: {
    status: 401,
    title: "Signing in did not succeed",
    advice: "Start again. If it keeps failing, ask an owner for a new link.",
  },
  idempotency_key_required: {
    status: 400,
    title: "An Idempotency-Key is required",
    advice:
      "Send a header Idempotency-Key with a new random value per act, and repeat it on retries.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "This Idempotency-Key was used for another request",
    advice: "Use a new key for a new act; repeat a key only with the very same body.",
  },
  request_in_progress: {
    status: 409,
    title: "The same request is still running",
    advice: "Wait for Retry-After and send it again, unchanged.",
  },
  precondition_required: {
    status: 428,
    title: "An If-Match header is required",
    advice: "Read it first and send its ETag in If-Match, so nobody's change is overwritten.",
  },
  precondition_failed: {
    status: 412,
    title: "It has changed since you read it",
    advice: "Read it again, merge your change and send the new ETag in If-Match.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests with this key",
    advice: "Wait for Retry-After and slow down; where detail speaks of wrong keys, check the key.",
  },
  shop_unavailable: {
    status: 503,
    title: "The shop's own API does not answer as it should",
    advice: "Check the connection's address and credentials, and try again after a moment.",
  },
  store_unavailable: {
    status: 503,
    title: "The database does not answer",
    advice:
      "Wait for Retry-After and send the same request again; its key or event id keeps it single.",
  },
  overloaded: {
    status: 503,
    title: "The server has more to do than it can",
    advice: "Wait for Retry-After and send the same request again.",
  },
  internal: {
    status: 500,
    title: "Something broke on our side",
    advice: "Send the same request again later; give the requestId when reporting it.",
  },
} as const satisfies Record<string, ProblemKind>;
