/** The only reader of the environment. Everything else is handed a `Config`. */
import { resolve } from "node:path";
import { z } from "zod";
import { OperatorError } from "./errors.ts";

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

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
  TROFAST_REQUESTS_MAX: whole(1, 100_000).default(512),
  TROFAST_RATE_PER_SECOND: whole(1, 1_000_000).default(5_000),
  TROFAST_RATE_BURST: whole(1, 1_000_000).default(10_000),
  TROFAST_METRICS: z.enum(["open", "admin"]).default("admin"),
});

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
  /** More requests at once than this are answered 503 `overloaded`. */
  readonly requestsMax: number;
  /** Per API key. */
  readonly ratePerSecond: number;
  readonly rateBurst: number;
  /** Whether `/metrics` needs an admin key. */
  readonly metrics: "open" | "admin";
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
    requestsMax: values.TROFAST_REQUESTS_MAX,
    ratePerSecond: values.TROFAST_RATE_PER_SECOND,
    rateBurst: values.TROFAST_RATE_BURST,
    metrics: values.TROFAST_METRICS,
    ...overrides,
  };
  return { ...config, home: resolve(config.home) };
}
