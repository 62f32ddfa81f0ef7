/** Whom TLS trusts: the usual roots, and those of network.caFile besides. */
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import tls, { type SecureContext } from "node:tls";
import { ConnectionError } from "./connection-error.ts";

/** Certificates of a PEM bundle, in order. Throws ConnectionError that names the file. */
export function readCaFile(file: string): string[] {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConnectionError("ca-file", `The file of network.caFile cannot be read: ${file}.`, error);
  }
  return certificatesIn(text, file);
}

function certificatesIn(text: string, file: string): string[] {
  const found = text.match(
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g,
  );
  if (found === null)
    throw new ConnectionError(
      "ca-file",
      `The file of network.caFile holds no certificate in PEM form: ${file}.`,
    );
  try {
    found.map((each) => new X509Certificate(each));
  } catch (error) {
    throw new ConnectionError(
      "ca-file",
      `The file of network.caFile holds a damaged certificate: ${file}.`,
      error,
    );
  }
  return found;
}

/**
 * The roots for the file of the moment; undefined without one: then Node's own, with NODE_EXTRA_CA_CERTS. Kept until
 * the content changes: making it anew takes milliseconds. Throws ConnectionError.
 */
export function createTrust(caFile: () => string | null): () => SecureContext | undefined {
  let known: { mark: string; context: SecureContext } | null = null;
  return () => {
    const file = caFile();
    if (file === null) return undefined;
    const own = readCaFile(file);
    const mark = createHash("sha256").update(own.join("\n")).digest("hex");
    if (known?.mark !== mark)
      known = { mark, context: tls.createSecureContext({ ca: [...usualRoots(), ...own] }) };
    return known.context;
  };
}

function usualRoots(): string[] {
  return [...new Set([...tls.getCACertificates("default"), ...tls.getCACertificates("system")])];
}
