import { locale } from "../page";
import { word } from "../strings";

const DAY = 86_400_000;
const twelve = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12;
/** As the server writes it: 17:00 and 09:30, but 9:30 am. */
const clock = new Intl.DateTimeFormat(locale, { hour: twelve ? "numeric" : "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });

/** A local calendar day as a key, from an ISO instant. */
export const dayOf = (at: string) => new Date(at).toDateString();

export function dayWords(day: string): string {
  const ago = Math.round((new Date(new Date().toDateString()).getTime() - new Date(day).getTime()) / DAY);
  if (ago === 0) return word("today");
  return ago === 1 ? word("yesterday") : date.format(new Date(day));
}

export const clockOf = (at: string) => clock.format(new Date(at));
export const momentOf = (at: string) => `${date.format(new Date(at))}, ${clockOf(at)}`;
