/** What a project may be called: a short name, never a path. */

/**
 * A name out of what somebody wrote: of a path its last folder, a dash for whatever else is no letter, digit, dot or
 * underscore. At most 64 characters. Null
 * when nothing of it is left.
 */
export function projectName(text: string): string | null {
  const last = text
    .split(/[/\\]/)
    .findLast((part) => part.trim() !== "")
    ?.normalize("NFC");
  const plain = (last ?? "").replaceAll(/[^\p{L}\p{M}\p{N}._]+/gu, "-").replace(/^[-.]+/, "");
  const [name = ""] = /^.{0,64}/u.exec(plain) ?? [];
  return name.replace(/-+$/, "") || null;
}
