/** The member app: one hand, a phone, the card one tap from everywhere. */
import "../ui/styles.css";
import { RouterProvider } from "@tanstack/react-router";
import { openApp } from "../ui/app.tsx";
import { keepOffline } from "./offline.ts";
import { router } from "./router.tsx";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

await openApp({ sv, da, en }, <RouterProvider router={router} />);
keepOffline();
