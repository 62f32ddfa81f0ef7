import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { bundledLicenses } from "./scripts/bundled-licenses.ts";

/** The window and the tray's panel: served from files inside Electron and over HTTP by the console, hence relative addresses. */
export default defineConfig({
  root: "src-renderer",
  base: "./",
  plugins: [react(), bundledLicenses("licenses.json")],
  build: {
    outDir: "../out/renderer",
    emptyOutDir: true,
    target: "chrome130",
    // Inline pieces would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["index.html", "panel.html"].map((page) => join(import.meta.dirname, "src-renderer", page)),
    },
  },
});
