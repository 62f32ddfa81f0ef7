/** Tokens of nobody, in the form the issuer gives them: enough to read whose they are. */
export interface MadeUp {
  user: string;
  workspace: string;
  email?: string;
  plan?: string;
  /** Epoch seconds. */
  expires?: number;
}

export function madeUpJwt({ user, workspace, email, plan, expires = 4_000_000_000 }: MadeUp): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    sub: user,
    exp: expires,
    ...(email === undefined ? {} : { email }),
    "https://api.openai.com/auth": {
      chatgpt_account_id: workspace,
      chatgpt_user_id: user,
      ...(plan === undefined ? {} : { chatgpt_plan_type: plan }),
    },
  };
  return `${part({ alg: "none" })}.${part(claims)}.made-up`;
}
