/**
 * Makes calls and outputs pair up (translation 5.7): the backend refuses a history with an output without its
 * call or a call without its output, which clients produce when a turn was interrupted.
 */
interface Item {
  type?: unknown;
  call_id?: unknown;
  [key: string]: unknown;
}

const outputOf: Record<string, string> = {
  function_call: "function_call_output",
  custom_tool_call: "custom_tool_call_output",
};
const callOf: Record<string, string> = {
  function_call_output: "function_call",
  custom_tool_call_output: "custom_tool_call",
};

/** Order is kept; an output comes after its call. The items themselves are not changed. */
export function repairCalls(items: readonly unknown[]): unknown[] {
  const list = items as readonly Item[];
  if (!list.some((item) => isCall(item) || isOutput(item))) {
    return [...items];
  }
  const outputs = new Map<string, Item>();
  for (const item of list) if (isOutput(item)) outputs.set(String(item.call_id), item);
  const seen = new Set<string>();
  const repaired: unknown[] = [];
  let waiting: Item[] = [];
  const flush = () => {
    for (const call of waiting) repaired.push(outputs.get(String(call.call_id)) ?? aborted(call));
    waiting = [];
  };
  for (const item of list) {
    if (isOutput(item)) {
      // Outputs follow their calls; those whose call is gone are told as text.
      if (!seen.has(String(item.call_id)) && !calls(list, item)) {
        flush();
        repaired.push(orphan(item));
      }
      continue;
    }
    if (isCall(item)) {
      if (seen.has(String(item.call_id))) continue;
      seen.add(String(item.call_id));
      waiting.push(item);
      repaired.push(item);
      continue;
    }
    // Reasoning between parallel calls belongs to the next call.
    if (item.type !== "reasoning") flush();
    else if (waiting.length > 0 && waiting.every((call) => outputs.has(String(call.call_id)))) flush();
    repaired.push(item);
  }
  flush();
  return repaired;
}

function isCall(item: Item): boolean {
  return typeof item.type === "string" && Object.hasOwn(outputOf, item.type);
}

function isOutput(item: Item): boolean {
  return typeof item.type === "string" && Object.hasOwn(callOf, item.type);
}

function calls(list: readonly Item[], output: Item): boolean {
  return list.some((item) => isCall(item) && item.call_id === output.call_id);
}

function aborted(call: Item): Item {
  return { type: outputOf[String(call.type)], call_id: call.call_id, output: "aborted" };
}

function orphan(output: Item): Item {
  const text =
    typeof output["output"] === "string" ? output["output"] : JSON.stringify(output["output"] ?? "");
  return { type: "message", role: "user", content: [{ type: "input_text", text: `[tool result] ${text}` }] };
}
