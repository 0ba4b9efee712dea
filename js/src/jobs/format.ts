// Times as people read them.

import { clock, date } from "../shared/local-time.ts";

/** A length of time in at most two units: 8 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(ms: number | null): string {
  if (ms === null) return "";
  const s = Math.floor(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** The same with tenths of a second where they matter. */
export function fine(ms: number): string {
  if (ms < 100) return "< 0.1 s";
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

/** An estimate, which knows no seconds beside minutes: ≈ 8 s, ≈ 3 min, ≈ 2 h. */
export function rough(ms: number): string {
  const s = Math.ceil(ms / 1000);
  if (s < 60) return `≈ ${s} s`;
  if (s < 5400) return `≈ ${Math.round(s / 60)} min`;
  return s < 172_800 ? `≈ ${Math.round(s / 3600)} h` : `≈ ${Math.round(s / 86_400)} d`;
}

const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

/** A time as short as today allows. */
export function moment(ms: number | null | undefined, now: number): string {
  if (ms == null) return "";
  const then = new Date(ms),
    today = new Date(now);
  if (then.toDateString() === today.toDateString()) return clock(ms);
  return then.getFullYear() === today.getFullYear() ? day.format(then) : date(then);
}
