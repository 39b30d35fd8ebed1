/** That what looks at the screens sees what is wrong with one. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { keyboardOf } from "./keyboard.ts";
import { aVisitor, wrongsOf } from "./looking.ts";

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>Looked at</title><style>
    body { margin: 8px; background: white; color: black; font-size: 16px }
    button { min-width: 60px; min-height: 60px }
    :focus-visible { outline: 3px solid black }
  </style></head><body><main><h1>Looked at</h1>${body}</main></body></html>`;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function shown(body: string) {
  const look = { width: 320, theme: "light", language: "en" } as const;
  const visitor = await aVisitor(browser, "http://localhost", look);
  await visitor.page.setContent(page(body));
  return visitor;
}

test.each([
  ["nothing", "<p>Fine.</p><button>Fine</button>", []],
  ["a picture without words", '<img src="data:,">', [/^axe image-alt/]],
  ["faint text", '<p style="color: #999">Faint</p>', [/^axe color-contrast/]],
  [
    "faint text in SVG, which axe does not see",
    '<svg width="90" height="30"><text y="20" fill="#999">Faint</text></svg>',
    [/^text in SVG 2\.8:1/],
  ],
  [
    "a target too small",
    '<button style="all: unset; display: block; width: 43px; height: 43px">x</button>',
    [/^target 43x43/],
  ],
  ["what does not fit", '<div style="width: 400px">Wide</div>', [/^scrolls sideways: 408 of 320/]],
])("%s", async (_what, body, wrongs) => {
  const visitor = await shown(body);
  const found = await wrongsOf(visitor.page, 44);
  expect(found).toEqual(wrongs.map((wrong) => expect.stringMatching(wrong)));
  await visitor.context.close();
});

test.each([
  ["a line around the focus", "", []],
  ["no line", "outline: none", [/^focus has no line: button "Aim"/]],
  [
    "a bar over it",
    "",
    [/^focus is covered or outside: button "Aim"/],
    '<div style="position: fixed; inset: 0; background: white">Bar</div>',
  ],
])("the keyboard sees %s", async (_what, style, expected, more = "") => {
  const visitor = await shown(`<button>First</button><button style="${style}">Aim</button>${more}`);
  const wrongs: string[] = [];
  await keyboardOf(visitor.page, wrongs, 0).press("button", "Aim");
  expect(wrongs).toEqual(expected.map((wrong) => expect.stringMatching(wrong)));
  await visitor.context.close();
});

test("a fault in the page's script and a refused script are told", async () => {
  const visitor = await shown("<p>Fine.</p>");
  await visitor.page.setContent(
    page(`<meta http-equiv="content-security-policy" content="script-src 'none'"><p>Fine.</p>`),
  );
  await visitor.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "1";
    document.body.append(script);
  });
  await visitor.page.evaluate('console.error("told")');
  await expect
    .poll(() => visitor.faults)
    .toEqual(
      expect.arrayContaining([
        expect.stringContaining("console: told"),
        expect.stringMatching(/content security policy/i),
      ]),
    );
  await visitor.context.close();
});
