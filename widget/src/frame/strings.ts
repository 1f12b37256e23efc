import { directionOf } from "./page";
import english from "./strings.json";

export type Word = keyof typeof english;

let words: Record<string, string> = english;

/** Takes the server's words; those it does not send stay English. Their `locale`, if told, is the page's language. */
export function learn(told: Record<string, string>): void {
  words = { ...english, ...told };
  if (told.locale) speak(told.locale);
}

/** The language that the server speaks here, once it has said so. */
export const language = (): string | undefined => words.locale;

export function speak(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

export function word(name: Word, facts: Record<string, string | number> = {}): string {
  return (words[name] ?? english[name]).replace(/\{(\w+)\}/g, (whole, fact: string) => String(facts[fact] ?? whole));
}

/** A lesson's status in words; one that is newer than this widget is shown as it is. */
export function statusWord(status: string): string {
  return words[`status_${status.toLowerCase()}`] ?? status.replaceAll("_", " ");
}
