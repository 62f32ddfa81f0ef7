/**
 * Builds the installers for this system into dist/, with the updater's lists. In a GitHub workflow they name that
 * repository's releases as the place updates come from; elsewhere the copy is updated by hand.
 *
 *   npm run package [-- TARGET …]        e.g. deb tar.gz; all of electron-builder.yml without
 */
import path from "node:path";
import { build, Platform, type Configuration } from "electron-builder";
import { givenRuntime } from "./package-dir.ts";

const root = path.join(import.meta.dirname, "..");
const [owner, repo] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
const targets = process.argv.slice(2);
const published = owner && repo ? { owner, repo } : null;
const config: Configuration = {
  extends: path.join(root, "electron-builder.yml"),
  // Linux packages want a page: a copy that is not published anywhere has its own console.
  extraMetadata: {
    homepage: published ? `https://github.com/${published.owner}/${published.repo}` : "http://127.0.0.1:8788",
  },
  ...givenRuntime(),
  ...(published && { publish: { provider: "github", ...published } }),
};

await build({
  projectDir: root,
  publish: "never",
  config,
  ...(targets.length > 0 && { targets: Platform.current().createTarget(targets) }),
});
