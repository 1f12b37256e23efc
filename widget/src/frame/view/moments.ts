import { locale } from "../page";
import { language, word } from "../strings";

const DAY = 86_400_000;
/** As the server writes them, in the language that it speaks here: plain "en" has day before month, 17:00 and 09:30. */
let formats = formatsIn(locale);

function formatsIn(spoken: string) {
  const tag = spoken === "en" ? "en-GB" : spoken;
  const twelve = new Intl.DateTimeFormat(tag, { hour: "numeric" }).resolvedOptions().hour12;
  return {
    spoken,
    clock: new Intl.DateTimeFormat(tag, { hour: twelve ? "numeric" : "2-digit", minute: "2-digit" }),
    date: new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }),
  };
}

function format() {
  const spoken = language() ?? locale;
  if (formats.spoken !== spoken) formats = formatsIn(spoken);
  return formats;
}

/** A local calendar day as a key, from an ISO instant. */
export const dayOf = (at: string) => new Date(at).toDateString();

export function dayWords(day: string): string {
  const ago = Math.round((new Date(new Date().toDateString()).getTime() - new Date(day).getTime()) / DAY);
  if (ago === 0) return word("today");
  return ago === 1 ? word("yesterday") : format().date.format(new Date(day));
}

export const clockOf = (at: string) => format().clock.format(new Date(at));
export const momentOf = (at: string) => `${format().date.format(new Date(at))}, ${clockOf(at)}`;
