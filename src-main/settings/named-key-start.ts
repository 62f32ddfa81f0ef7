/** By this a key that was made for a tool is told from every other key. */
export const namedKeyStart = "syk-";
