/**
 * A real Chromium for the end-to-end tests: the machine's own (`TROFAST_CHROMIUM`, Chrome, Chromium, Edge), else the
 * one that comes as a package for Linux on x64.
 */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where the machine's own browser is; null where there is none. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const { TROFAST_CHROMIUM: named } = env;
  if (named !== undefined && named !== "package") return named;
  if (named === "package") return null;
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const file of [...found, ...PLACES]) if (await isProgram(file)) return file;
  return null;
}

/** @throws Error where neither the machine nor a package has a browser for it. */
export async function openBrowser(): Promise<Browser> {
  const own = await findBrowser();
  if (own !== null)
    return await chromium.launch({ executablePath: own, args: ["--no-sandbox"], timeout: 60_000 });
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      "No Chrome or Chromium was found. Install one, or name it in TROFAST_CHROMIUM.",
    );
  const { default: packaged } = await import("@sparticuz/chromium");
  return await chromium.launch({
    executablePath: await packaged.executablePath(),
    // The package is made for tiny machines: in one process, a page that closes can take the whole browser with it.
    args: packaged.args.filter((arg) => arg !== "--single-process"),
    timeout: 60_000,
  });
}

/** A fingerprint reader that always says yes. */
export async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
