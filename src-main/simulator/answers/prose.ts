/** Short believable prose about a topic, the same for the same prompt. */

const openers = [
  "Here is the short version about {topic}.",
  "The main thing to know about {topic} is that small steps beat big plans.",
  "Let us look at {topic} from the practical side.",
];

const bodies = [
  "Start with the part that is easiest to check and keep what works.",
  "Most trouble comes from assumptions nobody wrote down, so write them down first.",
  "A simple approach is usually enough, and it is easier to change later.",
  "If two options look equal, take the one that fails in the more obvious way.",
  "Measure before and after, otherwise an improvement is only a feeling.",
  "When the result surprises you, look at the input before you look at the logic.",
  "It helps to explain it once to somebody who has never seen it.",
];

const closer = "This answer comes from the simulated backend, so treat it as an example.";

function hash(text: string): number {
  let value = 7;
  for (const character of text) value = (Math.imul(value, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return value;
}

/** A few words of the prompt that can stand in a sentence. */
export function topicOf(prompt: string): string {
  const sentence = /[^\s][^.?!\n]*/.exec(prompt)?.[0] ?? "";
  const words = sentence
    .replace(
      /^(?:please |can you |could you |tell me (?:about )?|explain |describe |write |what (?:is|are) |how (?:do|does|to) |why (?:is|are) )+/i,
      "",
    )
    .split(/\s+/)
    .slice(0, 8)
    .join(" ")
    .trim();
  return words || "your question";
}

/** At least three sentences; exactly `words` words when given. */
export function proseAbout(prompt: string, words: number | null): string {
  const seed = hash(prompt);
  const pick = (list: string[], index: number): string => list[(seed + index) % list.length] ?? "";
  const sentences = [pick(openers, 0).replace("{topic}", topicOf(prompt))];
  if (words === null) return [...sentences, pick(bodies, 0), pick(bodies, 3), closer].join(" ");
  const list: string[] = [];
  for (let index = 0; list.length < words; index += 1) {
    list.push(...(index === 0 ? (sentences[0] ?? "") : pick(bodies, index)).split(" "));
  }
  return list.slice(0, words).join(" ");
}
