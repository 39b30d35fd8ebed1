/** The member app: one hand, a phone, the card one tap from everywhere. */
import "../ui/styles.css";
import { RouterProvider } from "@tanstack/react-router";
import { openApp } from "../ui/app.tsx";
import { first } from "../ui/first.ts";
import { firstTexts } from "./language.ts";
import { keepOffline } from "./offline.ts";
import { router } from "./router.tsx";

// What the server drew stays until the first screen is there with its words.
const [texts] = await Promise.all([firstTexts(), router.load()]);
await openApp({ [first.language]: texts }, <RouterProvider router={router} />);
keepOffline();
