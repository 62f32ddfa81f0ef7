/** The JSON of every `data:` line of an event stream, in order; other lines, `[DONE]` and what is no JSON are left out. */
export async function* eventLines(body: AsyncIterable<Uint8Array>): AsyncGenerator {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = line.startsWith("data: {") ? parsed(line.slice(6)) : null;
      if (event !== null) yield event;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
