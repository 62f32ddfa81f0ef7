/** What GET /v1/limits answers. Times in ISO 8601. */
export interface LimitsAnswer {
  accounts: AccountLimits[];
}

export interface AccountLimits {
  id: string;
  name: string;
  /** It serves the next request, as far as nothing speaks against it. */
  active: boolean;
  windows: {
    /** "5 h", "Week"; with the meter before it where a model has one of its own. */
    name: string;
    minutes: number;
    left_percent: number;
    resets_at: string | null;
  }[];
  /** null: they were never read. */
  read_at: string | null;
}
