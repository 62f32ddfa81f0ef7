/** What the background service is: a program, its arguments, its variables. The same on every system. */
export interface ServicePlan {
  /** Absolute. */
  program: string;
  args: readonly string[];
  /** Set for it; nothing else of the surroundings travels along. */
  variables: Readonly<Record<string, string>>;
  /** The window's app needs a desktop session; `serve` does not. */
  desktop: boolean;
  /** Absolute; where the system keeps no log of its own, output is written here. */
  logFolder: string;
}

/** Its name for systemd and the Windows task, and for launchd. */
export const serviceName = "switchyard";
export const serviceLabel = "app.switchyard.service";
export const serviceDescription = "Switchyard: local API for your ChatGPT accounts";
