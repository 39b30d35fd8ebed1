/** The till: one screen, no menu, five seconds a customer. */
import "../ui/styles.css";
import { openApp } from "../ui/app.tsx";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

await openApp({ sv, da, en }, <main>…</main>);
