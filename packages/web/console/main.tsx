/** The marketer's console: desktop first, readable at 390 px. */
import "../ui/styles.css";
import { openApp } from "../ui/app.tsx";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

await openApp({ sv, da, en }, <main>…</main>);
