/** Why a login is not put into Codex's file, for the person who asked for it. */
import { AppError } from "../../platform/app-error.ts";
import { accountName, type Account } from "../account.ts";

export function storedElsewhere(kept: "keyring" | "auto" | "ephemeral"): AppError {
  return new AppError(
    "bad_request",
    kept === "ephemeral"
      ? "Codex keeps its login in memory only, as its config.toml says, so there is no file to put one into."
      : "Codex keeps its login in this computer's keyring, as its config.toml says, and not in auth.json.",
    'Sign in there with `codex login`, or set cli_auth_credentials_store = "file" in config.toml first.',
  );
}

export function codexIsNewer(account: Account): AppError {
  return new AppError(
    "bad_request",
    `There is a newer login of ${accountName(account)} than the one that would be written.`,
    "An older login over a newer one would end both. Nothing was changed.",
  );
}

export function incomplete(account: Account): AppError {
  return new AppError(
    "bad_request",
    `The login of ${accountName(account)} lacks a token that Codex wants.`,
    "Sign in to the account again, then apply it.",
  );
}

export function codexBusy(codexHome: string): AppError {
  return new AppError(
    "bad_request",
    `Codex is working on its login in ${codexHome} right now.`,
    "Close Codex, or try again in a moment.",
  );
}

export function codexElsewhere(): AppError {
  return new AppError(
    "bad_request",
    "Codex was signed in otherwise since, so there is nothing to take back.",
    "Apply an account again, or sign in with `codex login`.",
  );
}

export function nothingToUndo(): AppError {
  return new AppError("bad_request", "No login was put into Codex's file that could be taken back.");
}
