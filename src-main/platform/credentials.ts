/** What a call to the backend needs of an account. */
export interface Credentials {
  accountId: string;
  workspaceId: string;
  accessToken: string;
  fedramp: boolean;
}
