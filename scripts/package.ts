/**
 * Builds the installers for this system into dist/, with the updater's lists. In a GitHub workflow they name that
 * repository's releases as the place updates come from; elsewhere the copy is updated by hand.
 *
 *   npm run package
 */
import path from "node:path";
import { build, type Configuration } from "electron-builder";

const root = path.join(import.meta.dirname, "..");
const [owner, repo] = (process.env["GITHUB_REPOSITORY"] ?? "").split("/");
const config: Configuration = { extends: path.join(root, "electron-builder.yml") };
if (owner && repo) config.publish = { provider: "github", owner, repo };

await build({ projectDir: root, publish: "never", config });
