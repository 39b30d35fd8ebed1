/** The marketer's console: desktop first, readable at 390 px. */
import "../ui/styles.css";
import { RouterProvider } from "@tanstack/react-router";
import { openApp } from "../ui/app.tsx";
import { router } from "./router.tsx";
import { beginSession } from "./session.ts";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

beginSession();
await openApp({ sv, da, en }, <RouterProvider router={router} />, () => router.load());
