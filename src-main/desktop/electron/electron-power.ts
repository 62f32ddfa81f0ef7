import { powerMonitor } from "electron";

export interface PowerEvents {
  shutdown: () => void;
  suspend: () => void;
  resume: () => void;
}

/** Wants a ready app. */
export interface ElectronPower {
  listen: (events: PowerEvents) => void;
  isOnBattery: () => boolean;
}

export const electronPower: ElectronPower = {
  listen({ shutdown, suspend, resume }) {
    powerMonitor.on("shutdown", shutdown);
    powerMonitor.on("suspend", suspend);
    powerMonitor.on("resume", resume);
  },
  isOnBattery: () => powerMonitor.isOnBatteryPower(),
};
