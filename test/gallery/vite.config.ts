import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The picture page: the window's own components in every state. A build of its own, no part of what is shipped. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  server: { host: "127.0.0.1", fs: { allow: [join(import.meta.dirname, "../..")] } },
  build: {
    outDir: join(import.meta.dirname, "../../.cache/gallery"),
    emptyOutDir: true,
    target: "chrome130",
    // The test finds components by their names.
    minify: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    // Every frame loads all of it: one file is less work than fifty.
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
