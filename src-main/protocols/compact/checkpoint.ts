/** Asking a model to sum a conversation up, so that it can go on from the summary. */

export const checkpointRequest = `Write a checkpoint of this conversation for whoever goes on with it without having seen it.
Keep: what the person wants and why, decisions made and their reasons, names, paths, numbers and code that matter, what is
done, what is open, and the next step. Leave out small talk and dead ends. Answer with the checkpoint alone.`;
