import type { TFunction } from "i18next";
import type { Attachment } from "../../src-shared/contract/index.ts";
import type { Format } from "./use-format.ts";

/** "2 images, 1 PDF, 1.4 MB"; without a size where none is known. */
export function attachmentWords(
  attachments: readonly Attachment[],
  t: TFunction,
  format: Pick<Format, "bytes" | "language">,
): string {
  const images = attachments.filter(({ type }) => /^image(\/|$)/.test(type)).length;
  const pdfs = attachments.filter(({ type }) => type === "application/pdf").length;
  const files = attachments.length - images - pdfs;
  const known = attachments.filter(({ bytes }) => bytes !== null);
  const size = known.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return [
    ...(images > 0 ? [t("requests.images", { count: images })] : []),
    ...(pdfs > 0 ? [t("requests.pdfs", { count: pdfs })] : []),
    ...(files > 0 ? [t("requests.files", { count: files })] : []),
    ...(known.length > 0 ? [format.bytes(size)] : []),
  ].join(format.language === "zh" ? "，" : ", ");
}
