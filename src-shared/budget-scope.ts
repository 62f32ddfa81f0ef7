/** Whose budget: everything's, or one project's, tool's, key's or agent's, by its name. */
export const budgetScope = /^(all|(project|tool|key|agent):.{1,80})$/i;
