import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window: served from files inside Electron and over HTTP by the console, hence relative addresses. */
export default defineConfig({
  root: "src-renderer",
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../out/renderer",
    emptyOutDir: true,
    target: "chrome130",
    // Inline pieces would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
