import { z } from "zod";

const amount = z.number().min(0);
const price = z.strictObject({
  input: amount,
  output: amount,
  /** Of input that came from the cache; without it cached input costs as any other. */
  cached: amount.optional(),
});

/** What prices.json holds. */
export const priceTable = z.strictObject({
  currency: z.string().min(1).max(10).default("USD"),
  /** Per million tokens, by the model's exact name. */
  models: z.record(z.string().min(1), price),
});

export type Price = z.infer<typeof price>;
export type PriceTable = z.infer<typeof priceTable>;
