/** The only reader of the environment. Everything else is handed a `Config`. */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { OperatorError } from "./errors.ts";

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

function isSmsBody(text: string): boolean {
  if (!text.includes("{to}") || !text.includes("{text}")) return false;
  if (!text.trimStart().startsWith("{")) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const environment = z.object({
  TROFAST_HOME: z.string().min(1).default("./data"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  PORT: whole(0, 65_535).default(4000),
  HOST: z.string().min(1).default("127.0.0.1"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  TROFAST_ROLE: z.enum(["all", "api", "worker"]).default("all"),
  TROFAST_POOL_SIZE: whole(1, 500).default(10),
  TROFAST_STATEMENT_TIMEOUT_MS: whole(100, 3_600_000).default(60_000),
  TROFAST_VERIFY_THREADS: whole(1, 64).optional(),
  TROFAST_REQUESTS_MAX: whole(1, 100_000).default(512),
  TROFAST_RATE_PER_SECOND: whole(1, 1_000_000).default(5_000),
  TROFAST_RATE_BURST: whole(1, 1_000_000).default(10_000),
  TROFAST_METRICS: z.enum(["open", "admin"]).default("admin"),
  TROFAST_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must begin with smtp:// or smtps://")
    .optional(),
  TROFAST_MAIL_FROM: z.string().min(3).max(320).default("club@localhost"),
  TROFAST_SMS_URL: z.url({ protocol: /^https?$/ }).optional(),
  TROFAST_SMS_BODY: z
    .string()
    .refine(isSmsBody, "must be JSON or form fields that hold {to} and {text}")
    .default('{"to":"{to}","message":"{text}"}'),
  TROFAST_SMS_AUTHORIZATION: z.string().optional(),
  TROFAST_SMS_AUTHORIZATION_FILE: z.string().min(1).optional(),
  TROFAST_PHONE_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be a country such as SE")
    .default("SE"),
  TROFAST_SMS_COUNTRIES: z
    .string()
    .regex(/^[A-Z]{2}(?:,[A-Z]{2})*$/, "must be countries such as SE,DK,NO")
    .default("SE,DK,NO,FI"),
  TROFAST_GUEST_CLAIM_DAYS: whole(1, 365).default(30),
  TROFAST_MAILS_PER_HOUR: whole(1, 1_000).default(1_000),
  TROFAST_SMS_PER_HOUR: whole(1, 1_000).default(200),
  TROFAST_ADDRESS_RATE_PER_SECOND: whole(1, 1_000_000).default(50),
  TROFAST_ADDRESS_RATE_BURST: whole(1, 1_000_000).default(1_000),
  TROFAST_TRUST_PROXY: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine(
      (parts) => parts.every((part) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part)),
      "must be the addresses of your proxies, such as 127.0.0.1,10.0.0.0/8",
    )
    .optional(),
  TROFAST_URL: z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/\/+$/, ""))
    .optional(),
  TROFAST_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  TROFAST_OIDC_CLIENT_ID: z.string().min(1).optional(),
  TROFAST_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  TROFAST_SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits, such as openssl rand -hex 32 gives")
    .optional(),
  TROFAST_ERASURES: z.string().min(1).optional(),
  TROFAST_OUTGOING: z.enum(["public", "loopback"]).default("public"),
  TROFAST_DEMO: z.enum(["auto", "off", "coffee", "insurance"]).default("auto"),
  TROFAST_DEMO_MEMBERS: whole(10, 10_000).optional(),
});

/** In the home folder, unless another file is named. */
const ERASURES_FILE = "erasures.jsonl";

export interface Config {
  /** The folder of the embedded store and of the admin key; absolute. */
  readonly home: string;
  /** PostgreSQL's address; without it the store is embedded in `home`. */
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly logLevel: z.infer<typeof environment>["LOG_LEVEL"];
  readonly role: "all" | "api" | "worker";
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** Threads that `trofast verify` folds the log in; all but one need a connection besides the pool's. */
  readonly verifyThreads: number;
  /** More requests at once than this are answered 503 `overloaded`. */
  readonly requestsMax: number;
  /** Per API key. */
  readonly ratePerSecond: number;
  readonly rateBurst: number;
  /** Whether `/metrics` needs an admin key. */
  readonly metrics: "open" | "admin";
  /** Codes and notices go out by this mail server; without it by no mail. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Codes go out by this gateway; without it by no text message. */
  readonly smsUrl: string | undefined;
  /** JSON, or form fields, with {to} and {text}. */
  readonly smsBody: string;
  readonly smsAuthorization: string | undefined;
  readonly smsAuthorizationFile: string | undefined;
  /** Of telephone numbers that are written without a country. */
  readonly phoneCountry: string;
  /** Countries that text messages are sent to, with commas between. */
  readonly smsCountries: string;
  /** How long a purchase of a guest can be claimed. */
  readonly guestClaimDays: number;
  readonly mailsPerHour: number;
  readonly smsPerHour: number;
  /** Per address, for calls that need neither key nor session. */
  readonly addressRatePerSecond: number;
  readonly addressRateBurst: number;
  /** Proxies whose `X-Forwarded-For` is believed; false: nobody's. */
  readonly trustProxy: false | string[];
  /** Where people reach the club, without a slash at its end; null: this machine only. */
  readonly url: string | null;
  /** The identity provider that staff may sign in by; null: passkeys alone. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string | undefined;
  } | null;
  /** Encrypts the secrets of others that are stored; 64 hexadecimal digits. Without it the home folder keeps one. */
  readonly secretKey: string | undefined;
  /** The file that names who was erased, for backups that are older; absolute. Null: none is kept. */
  readonly erasureJournal: string | null;
  /** Where webhooks and calls of shops may go: public addresses by https, or for trying out also this machine. */
  readonly outgoing: "public" | "loopback";
  /** Whether `start` opens an invented club too, and which; `auto`: where there is no club of one's own yet. */
  readonly demo: "auto" | "off" | "coffee" | "insurance";
  /** How many members a demo is made with; as many as it is meant to have, unless said. */
  readonly demoMembers: number | undefined;
  /** The path below which this club is served beside another one, such as /demo; empty for a club by itself. */
  readonly mount: string;
  /** Where an invented club is served beside this one, such as /demo; null where there is none. */
  readonly demoPath: string | null;
}

/**
 * The configuration from environment variables, with `overrides` on top.
 *
 * @throws OperatorError naming every variable that does not hold what it must.
 */
export function readConfig(
  overrides: Partial<Config> = {},
  variables: Record<string, string | undefined> = process.env,
): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new OperatorError(
      `Some environment variables cannot be used; correct or unset them:\n${lines.join("\n")}`,
    );
  }
  const values = parsed.data;
  const config: Config = {
    home: values.TROFAST_HOME,
    databaseUrl: values.DATABASE_URL,
    port: values.PORT,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    role: values.TROFAST_ROLE,
    poolSize: values.TROFAST_POOL_SIZE,
    statementTimeoutMs: values.TROFAST_STATEMENT_TIMEOUT_MS,
    verifyThreads: values.TROFAST_VERIFY_THREADS ?? Math.min(4, availableParallelism()),
    requestsMax: values.TROFAST_REQUESTS_MAX,
    ratePerSecond: values.TROFAST_RATE_PER_SECOND,
    rateBurst: values.TROFAST_RATE_BURST,
    metrics: values.TROFAST_METRICS,
    smtpUrl: values.TROFAST_SMTP_URL,
    mailFrom: values.TROFAST_MAIL_FROM,
    smsUrl: values.TROFAST_SMS_URL,
    smsBody: values.TROFAST_SMS_BODY,
    smsAuthorization: values.TROFAST_SMS_AUTHORIZATION,
    smsAuthorizationFile: values.TROFAST_SMS_AUTHORIZATION_FILE,
    phoneCountry: values.TROFAST_PHONE_COUNTRY,
    smsCountries: values.TROFAST_SMS_COUNTRIES,
    guestClaimDays: values.TROFAST_GUEST_CLAIM_DAYS,
    mailsPerHour: values.TROFAST_MAILS_PER_HOUR,
    smsPerHour: values.TROFAST_SMS_PER_HOUR,
    addressRatePerSecond: values.TROFAST_ADDRESS_RATE_PER_SECOND,
    addressRateBurst: values.TROFAST_ADDRESS_RATE_BURST,
    trustProxy: values.TROFAST_TRUST_PROXY ?? false,
    url: values.TROFAST_URL ?? null,
    oidc: oidcOf(values),
    secretKey: values.TROFAST_SECRET_KEY,
    erasureJournal: values.TROFAST_ERASURES ?? ERASURES_FILE,
    outgoing: values.TROFAST_OUTGOING,
    demo: values.TROFAST_DEMO,
    demoMembers: values.TROFAST_DEMO_MEMBERS,
    mount: "",
    demoPath: null,
    ...overrides,
  };
  const home = resolve(config.home);
  const { erasureJournal: journal } = config;
  const erasureJournal =
    journal === ERASURES_FILE ? join(home, journal) : journal && resolve(journal);
  return { ...config, home, erasureJournal };
}

function oidcOf(values: z.infer<typeof environment>): Config["oidc"] {
  const issuer = values.TROFAST_OIDC_ISSUER;
  const clientId = values.TROFAST_OIDC_CLIENT_ID;
  if (issuer === undefined && clientId === undefined) return null;
  if (issuer === undefined || clientId === undefined) {
    throw new OperatorError(
      "Sign-in by an identity provider needs both TROFAST_OIDC_ISSUER and TROFAST_OIDC_CLIENT_ID; set the other, or unset this one.",
    );
  }
  return { issuer, clientId, clientSecret: values.TROFAST_OIDC_CLIENT_SECRET };
}

/** Where people reach the club in their browsers. */
export function publicUrl(config: Pick<Config, "url" | "port">): string {
  return config.url ?? `http://localhost:${config.port}`;
}
