export interface Command {
  id: string;
  group: "pages" | "actions" | "accounts";
  label: string;
  /**
   * close: done, the palette goes. copied: said so in its place. Rejects with what went wrong, which is then shown in
   * the palette.
   */
  run: () => Promise<"close" | "copied">;
}

/**
 * The commands whose label holds every word of the query, those that begin with it first.
 *
 * @param query empty finds all of them
 */
export function matchCommands(commands: Command[], query: string): Command[] {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = ({ label }: Command) => label.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}
