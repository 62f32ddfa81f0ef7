export interface DurationParts {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/**
 * Two neighbouring parts at most: days with hours, hours with minutes, minutes or seconds alone. Rounded
 * up, so that what is still to come is never told too short.
 */
export function splitDuration(milliseconds: number): DurationParts {
  const none = { days: 0, hours: 0, minutes: 0, seconds: 0 };
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return { ...none, seconds };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 24 * 60) return { ...none, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const hours = Math.ceil(minutes / 60);
  return { ...none, days: Math.floor(hours / 24), hours: hours % 24 };
}
