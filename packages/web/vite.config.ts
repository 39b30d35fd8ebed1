/** Builds the three faces; the server writes their pages and serves what comes out here. */
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("."),
  base: "/",
  publicDir: false,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        club: at("club/main.tsx"),
        console: at("console/main.tsx"),
        till: at("till/main.tsx"),
        "service-worker": at("worker/service-worker.ts"),
      },
      output: {
        // A service worker is known by its address, so it alone has no hash in its name.
        entryFileNames: (chunk) =>
          chunk.name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
});
