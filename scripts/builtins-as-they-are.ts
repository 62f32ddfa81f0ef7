/**
 * Vite plugin: takes node:http without the wrapper that an `import` of it gets. Node fills that with every export,
 * the late ones too, and so loads its WebSocket and all behind it: a third of what a command takes.
 */
import type { Plugin } from "vite";

const importOfHttp = /^import \{([^}]*)\} from "node:http";$/gm;

export function builtinsAsTheyAre(): Plugin {
  return {
    name: "builtins-as-they-are",
    // On the same line: the source map stays true.
    renderChunk(code) {
      const taken = code.replaceAll(
        importOfHttp,
        (_, names: string) =>
          `const {${names.replaceAll(" as ", ": ")}} = process.getBuiltinModule("node:http");`,
      );
      return taken === code ? null : { code: taken, map: null };
    },
  };
}
