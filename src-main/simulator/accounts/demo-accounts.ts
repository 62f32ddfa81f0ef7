/** Four believable accounts for `--demo`: every state a person meets within a few prompts. */
import type { AccountOptions } from "./simulated-account.ts";

export const demoAccounts: readonly AccountOptions[] = [
  {
    id: "robin-plus",
    name: "Robin Vale",
    email: "robin@example.com",
    userId: "user-demo-robin",
    workspaceId: "5e2f1c1a-0001-4000-8000-000000000001",
    plan: "plus",
    subscriptionDays: 19,
    windows: [
      { minutes: 300, usedPercent: 42, resetsInMinutes: 134, percentPerRequest: 0.6 },
      { minutes: 10_080, usedPercent: 29, resetsInMinutes: 4_620, percentPerRequest: 0.1 },
    ],
  },
  {
    // The same person and e-mail in a company workspace: only the workspace tells them apart.
    id: "robin-team",
    name: "Robin Vale",
    email: "robin@example.com",
    userId: "user-demo-robin",
    workspaceId: "5e2f1c1a-0002-4000-8000-000000000002",
    workspaceName: "Northwind Studio",
    structure: "workspace",
    plan: "team",
    subscriptionDays: 240,
    windows: [
      { minutes: 300, usedPercent: 8, resetsInMinutes: 271, percentPerRequest: 0.4 },
      { minutes: 10_080, usedPercent: 64, resetsInMinutes: 2_050, percentPerRequest: 0.08 },
    ],
    credits: { hasCredits: true, unlimited: false, balance: "37.50" },
    spendControl: { limit: 50, used: 12.5, resetsInDays: 10 },
  },
  {
    id: "sam-pro",
    name: "Sam Okafor",
    email: "sam@example.org",
    userId: "user-demo-sam",
    workspaceId: "5e2f1c1a-0003-4000-8000-000000000003",
    plan: "pro",
    subscriptionDays: 11,
    resetDays: [6, 20],
    windows: [
      { minutes: 300, usedPercent: 17, resetsInMinutes: 58, percentPerRequest: 0.2 },
      { minutes: 10_080, usedPercent: 71, resetsInMinutes: 6_900, percentPerRequest: 0.03 },
      {
        minutes: 300,
        usedPercent: 3,
        resetsInMinutes: 210,
        percentPerRequest: 1,
        meter: { limit: "bengalfox", name: "GPT-5.3-Codex-Spark", models: ["gpt-5.3-codex-spark"] },
      },
    ],
  },
  {
    id: "kim-free",
    name: "Kim Larsen",
    email: "kim@example.net",
    userId: "user-demo-kim",
    workspaceId: "5e2f1c1a-0004-4000-8000-000000000004",
    plan: "free",
    windows: [{ minutes: 43_200, usedPercent: 94, resetsInMinutes: 12_400, percentPerRequest: 1.5 }],
  },
];
