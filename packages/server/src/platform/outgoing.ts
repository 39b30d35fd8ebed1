/**
 * Calls to addresses that others have named: webhooks, and shops' own APIs. A server that calls whatever it is told can
 * be made to call itself, its neighbours or the cloud's metadata (ASVS 5.0, 1.3.6), so: https only, ports of https only,
 * no user names in the address, public addresses only, checked on the very address that is connected to, after DNS and
 * for each call anew; no redirects; an end to time and answer.
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

const OUTGOING_MS_MAX = 15_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const ports = new Set(["", "443", "8443"]);

/** Names all addresses of a host; the system's resolver unless said. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface OutgoingCall {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Lets calls go to this machine, by http and on any port: for trying out. */
  readonly reach: "public" | "loopback";
  readonly timeoutMs?: number;
  readonly answerBytesMax?: number;
  readonly resolve?: Resolve;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Cut off at the largest size. */
  readonly text: string;
  readonly isCut: boolean;
}

/** A call that was not made, or got no answer. `reason` is for programs. */
export class OutgoingFault extends Error {
  readonly reason: "address_refused" | "unreachable" | "timed_out";

  constructor(reason: OutgoingFault["reason"], message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "OutgoingFault";
    this.reason = reason;
  }
}

/** Why an address is not called, in a sentence; null where it may be, as far as can be told without DNS. */
export function whyNotCalled(address: string, reach: OutgoingCall["reach"]): string | null {
  const url = URL.parse(address);
  if (url === null) return "It is no web address.";
  if (url.username !== "" || url.password !== "")
    return "An address holds no user name or password.";
  const host = hostOf(url);
  if (reach === "loopback" && isLoopbackHost(host)) {
    return ["http:", "https:"].includes(url.protocol) ? null : "It must begin with https://.";
  }
  if (url.protocol !== "https:") return "It must begin with https://.";
  if (!ports.has(url.port)) return "Only the ports 443 and 8443 are called.";
  if (isIP(host) !== 0 && !isPublic(host)) return "It is not a public address.";
  return null;
}

/** `0x7f.1` and its like are 127.0.0.1 already in a parsed address; brackets of IPv6 are its notation's. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

function isLoopbackHost(host: string): boolean {
  if (host === "localhost") return true;
  return isIP(host) !== 0 && rangeOf(host) === "loopback";
}

const isPublic = (address: string): boolean => rangeOf(address) === "unicast";

/** The range an address lies in; of an IPv4 address inside an IPv6 one, that of the former. */
function rangeOf(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : "invalid";
}

const resolveBySystem: Resolve = async (host) =>
  await new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });

/**
 * Makes a call and reads the answer.
 *
 * @throws OutgoingFault.
 */
export async function callOut(call: OutgoingCall): Promise<OutgoingAnswer> {
  const why = whyNotCalled(call.url, call.reach);
  if (why !== null) throw new OutgoingFault("address_refused", why);
  const url = new URL(call.url);
  const timeoutMs = call.timeoutMs ?? OUTGOING_MS_MAX;
  const end = new AbortController();
  const clock = setTimeout(() => end.abort(), timeoutMs);
  try {
    return await send(url, call, await addressOf(url, call, end.signal), end.signal);
  } catch (cause) {
    if (cause instanceof OutgoingFault) throw cause;
    if (end.signal.aborted)
      throw new OutgoingFault("timed_out", `No answer within ${timeoutMs / 1000} seconds.`, {
        cause,
      });
    throw new OutgoingFault("unreachable", "The address could not be reached.", { cause });
  } finally {
    clearTimeout(clock);
  }
}

async function send(
  url: URL,
  call: OutgoingCall,
  address: LookupAddress,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return await new Promise((resolve, reject) => {
    const body = call.body === undefined ? undefined : Buffer.from(call.body);
    const sent = request(url, {
      method: call.method,
      headers: {
        "user-agent": "Trofast",
        accept: "application/json",
        ...(body && { "content-length": String(body.length) }),
        ...call.headers,
      },
      // One connection a call: the next one is checked anew.
      agent: false,
      // Whatever the name leads to by now.
      lookup: always(address),
      signal,
      maxHeaderSize: 16_384,
    });
    sent.on("error", reject);
    sent.on("response", (answer) => {
      read(answer, call.answerBytesMax ?? ANSWER_BYTES_MAX).then(resolve, reject);
    });
    sent.end(body);
  });
}

/** The address that a call goes to: one of those its name leads to, all of which must be such as may be called. */
async function addressOf(
  url: URL,
  { resolve = resolveBySystem, reach }: OutgoingCall,
  signal: AbortSignal,
): Promise<LookupAddress> {
  const host = hostOf(url);
  const family = isIP(host);
  // Looked at before, as it was written.
  if (family !== 0) return { address: host, family };
  const addresses = await Promise.race([resolve(host), aborted(signal)]);
  const mayReachMyself = reach === "loopback" && isLoopbackHost(host);
  const mayBe = (address: string): boolean =>
    isPublic(address) || (mayReachMyself && isLoopbackHost(address));
  const [first] = addresses;
  if (first !== undefined && addresses.every(({ address }) => mayBe(address))) return first;
  throw new OutgoingFault("address_refused", "The name leads to an address that is not public.");
}

async function aborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
  });
}

function always({ address, family }: LookupAddress): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

async function read(answer: IncomingMessage, bytesMax: number): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  for await (const chunk of answer) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > bytesMax) {
      chunks.push(piece.subarray(0, piece.length - (bytes - bytesMax)));
      isCut = true;
      break;
    }
    chunks.push(piece);
  }
  answer.destroy();
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: answer.statusCode ?? 0, headers: answer.headers, text, isCut };
}
