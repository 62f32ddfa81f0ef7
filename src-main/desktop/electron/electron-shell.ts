import { clipboard, shell } from "electron";
import { AppError } from "../../platform/app-error.ts";
import { checkedExternalLink } from "../window/external-link.ts";

/** Opens a page in the person's browser; throws AppError for addresses that are none. */
export async function openExternal(address: string): Promise<void> {
  await shell.openExternal(checkedExternalLink(address));
}

/** Opens a folder in the system's file manager. */
export async function openFolder(folder: string): Promise<void> {
  const failure = await shell.openPath(folder);
  if (failure !== "") throw new AppError("internal", `The folder could not be opened: ${failure}`);
}

export const copyText = async (text: string): Promise<void> => clipboard.writeText(text);
