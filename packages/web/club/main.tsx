/** The member app: one hand, a phone, the card one tap from everywhere. */
import "../ui/styles.css";
import { RouterProvider } from "@tanstack/react-router";
import { openApp } from "../ui/app.tsx";
import { first } from "../ui/first.ts";
import { firstTexts } from "./language.ts";
import { keepOffline } from "./offline.ts";
import { router } from "./router.tsx";

try {
  // What the server drew stays until the first screen is there with its words.
  const [texts] = await Promise.all([firstTexts(), router.load()]);
  await openApp({ [first.language]: texts }, <RouterProvider router={router} />);
  keepOffline();
} catch (error) {
  // Without its words the app cannot say it; the server has written that into the page.
  const late = document.getElementById("late");
  if (late) late.hidden = false;
  throw error;
}
