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

/**
 * What the package sets and we do not: in one process, a page that closes can take the whole browser with it; and a
 * graphics card that the processor plays takes it a third more than drawing without one.
 */
const UNWANTED =
  /^--(?:single-process|in-process-gpu|ignore-gpu-blocklist|use-gl|use-angle|enable-unsafe-swiftshader)\b/;

/**
 * The program to run, ready to be opened, and how. The package's is unpacked by the first who asks, and is broken for
 * whoever asks meanwhile: that is why `global-setup.ts` asks before any test.
 *
 * @throws Error where neither the machine nor a package has a browser for it.
 */
export async function readyBrowser(): Promise<{ executablePath: string; args: string[] }> {
  const own = await findBrowser();
  if (own !== null) return { executablePath: own, args: ["--no-sandbox"] };
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      "No Chrome or Chromium was found. Install one, or name it in TROFAST_CHROMIUM.",
    );
  const { default: packaged } = await import("@sparticuz/chromium");
  const args = packaged.args.filter((arg) => !UNWANTED.test(arg));
  return {
    executablePath: await packaged.executablePath(),
    args: [...args, "--disable-gpu", "--disable-software-rasterizer"],
  };
}

/** @throws Error where neither the machine nor a package has a browser for it. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ ...(await readyBrowser()), timeout: 60_000 });
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
