/** The pages a person sees while signing in: plain HTML, no script. */
import type { SimulatedAccount } from "../accounts/simulated-account.ts";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

const style = `
  :root { color-scheme: light dark; font: 14px/20px system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 400px; padding: 48px 24px; }
  h1 { font-size: 20px; font-weight: 600; line-height: 28px; margin: 0 0 8px; }
  p { color: #6c6f77; margin: 0 0 24px; }
  form { display: grid; gap: 8px; }
  button, input { border: 1px solid #8b8f98; border-radius: 6px; background: transparent; color: inherit; font: inherit; padding: 10px 12px; text-align: left; }
  button { cursor: pointer; }
  button:hover { border-color: #2f6fed; }
  button small { color: #6c6f77; float: right; }
  button[name=deny] { border-color: transparent; color: #c6372f; margin-top: 16px; }
`;

function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(title)}</title><meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body>
<h1>${escape(title)}</h1>
${body}
</body>
</html>
`;
}

export function messagePage(title: string, message: string): string {
  return htmlPage(title, `<p>${escape(message)}</p>`);
}

function accountButtons(accounts: Iterable<SimulatedAccount>): string {
  return [...accounts]
    .map(
      (account) =>
        `<button type="submit" name="account" value="${escape(account.id)}" data-account="${escape(account.id)}">` +
        `${escape(account.email)}<small>${escape(account.workspaceName)} · ${escape(account.plan)}</small></button>`,
    )
    .join("\n");
}

/** Choice of account; `query` is the authorize request, carried through the form. */
export function authorizePage(accounts: Iterable<SimulatedAccount>, query: string): string {
  return htmlPage(
    "Sign in to the simulated ChatGPT",
    `<p>These accounts are made up and cost nothing. Choose the one to sign in with.</p>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="request" value="${escape(query)}">
${accountButtons(accounts)}
<button type="submit" name="deny" value="1">Deny</button>
</form>`,
  );
}

/** Entry of the code a device shows, and choice of account. */
export function devicePage(accounts: Iterable<SimulatedAccount>, userCode: string, problem: string): string {
  return htmlPage(
    "Connect a device",
    `<p>${escape(problem || "Enter the code the device shows, then choose an account.")}</p>
<form method="post" action="/codex/device">
<input name="user_code" aria-label="Code" placeholder="ABCD-EFGHI" value="${escape(userCode)}" autocomplete="off" required>
${accountButtons(accounts)}
<button type="submit" name="deny" value="1">Deny</button>
</form>`,
  );
}
