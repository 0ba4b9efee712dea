// Local times as logs and files write them: ISO 8601 and 24 hours, whatever language the browser has.

const two = (n: number) => String(n).padStart(2, "0");

/** Time of day, such as 14:05:09. */
export function clock(time: number | Date): string {
  const then = new Date(time);
  return [then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(":");
}

/** Date, such as 2025-01-31. */
export function date(time: number | Date): string {
  const then = new Date(time);
  return [then.getFullYear(), two(then.getMonth() + 1), two(then.getDate())].join("-");
}

/** Date and time to the second. */
export function dateAndTime(time: number | Date): string {
  return `${date(time)} ${clock(time)}`;
}
