/** Logs are JSON lines on standard error; secrets are cut out and personal data is never passed in. */
import { pino, destination } from "pino";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

export type Log = Logger;

export function openLog(level: Config["logLevel"]): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          "authorization",
          "*.authorization",
          "headers.authorization",
          "req.headers.authorization",
          "req.headers.cookie",
          "key",
          "*.secret",
        ],
        censor: "[cut]",
      },
    },
    destination({ dest: 2, sync: true }),
  );
}
