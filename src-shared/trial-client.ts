/** The name under which requests that the window makes itself stand in the request log: they are no tool's. */
export const trialClient = "switchyard-window";
