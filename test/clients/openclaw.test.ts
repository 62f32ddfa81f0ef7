/** The model adapters of OpenClaw, the same package its agent runs on, over the three protocols they speak. */
import { withClient } from "./support/installed.ts";

await withClient("@openclaw/ai", () => import("./openclaw/every-adapter.ts"));
