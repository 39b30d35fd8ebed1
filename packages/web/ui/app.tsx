/** What every face stands in: calls, toasts, texts, theme. */
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api.ts";
import type { Language } from "./first.ts";
import { applyTheme, openTexts } from "./text.ts";
import { Toasts } from "./toast.tsx";

export async function openApp(
  texts: Readonly<Partial<Record<Language, object>>>,
  app: ReactNode,
  /** What the server drew stays until this is there as well. */
  ready?: () => Promise<unknown>,
): Promise<void> {
  applyTheme();
  await openTexts(texts);
  await ready?.();
  const root = document.getElementById("app");
  if (!root) throw new Error("the page has no place for the app");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Toasts>{app}</Toasts>
      </QueryClientProvider>
    </StrictMode>,
  );
}
