import { expect, test } from "vitest";
import { createFairQueue } from "../../src-main/accounts/pool/fair-queue.ts";

test("lanes take turns, within a lane the first comes first", () => {
  const queue = createFairQueue<string>();
  for (const entry of ["a1", "a2", "a3", "b1", "c1", "b2"]) queue.push(entry[0] ?? "", entry);
  const order: string[] = [];
  const takeOne = () => {
    let free = 1;
    queue.offer((entry) => free-- > 0 && order.push(entry) > 0);
  };
  for (let turn = 0; turn < 6; turn += 1) takeOne();
  expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
  expect(queue.size).toBe(0);
});

test("who leaves the queue is not missed", () => {
  const queue = createFairQueue<string>();
  for (const entry of ["a1", "a2", "b1"]) queue.push(entry[0] ?? "", entry);
  queue.remove("a", "a1");
  queue.remove("b", "b1");
  queue.remove("b", "b1");
  const order: string[] = [];
  queue.offer((entry) => order.push(entry) > 0);
  expect(order).toEqual(["a2"]);
});
