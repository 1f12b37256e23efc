import type { Message, Told, Welcome } from "./protocol";

/** Something said here that the server has not echoed yet. */
export interface Pending {
  client: string;
  text: string;
  at: string;
  tapped?: { message: string; button: number };
  /** Why it was not taken, in words for the person. */
  refused?: string;
}

/** All that is drawn. A value: every change makes a new one. */
export interface Conversation {
  messages: readonly Message[];
  pending: readonly Pending[];
  /** The newest seq held here; the next message is one higher. */
  last: number;
  /** The newest seq the server had when we connected: up to it, messages are history. */
  history: number;
  typing: boolean;
  /** Messages whose choices the person opened again. */
  reopened: ReadonlySet<string>;
}

export const nothing: Conversation = {
  messages: [],
  pending: [],
  last: 0,
  history: 0,
  typing: false,
  reopened: new Set(),
};

/** A server that knows less than we do has another conversation for us: ours is dropped, what waits to be sent is not. */
export function welcomed(now: Conversation, welcome: Welcome, same: boolean): Conversation {
  const kept = same && welcome.seq >= now.last ? now : emptied(now);
  return { ...kept, history: welcome.seq, typing: false };
}

/** Our conversation became part of another, which is told from its beginning: a number we have means something else there. */
export function isElsewhere(now: Conversation, message: Message): boolean {
  return message.seq <= now.last && !now.messages.some((held) => held.id === message.id);
}

export function emptied(now: Conversation): Conversation {
  return { ...nothing, pending: now.pending, history: now.history };
}

/** Takes the next message in; one that is held already changes nothing. */
export function received(now: Conversation, message: Message): Conversation {
  if (message.seq <= now.last) return now;
  return {
    ...now,
    messages: [...now.messages, message],
    pending: now.pending.filter((waiting) => waiting.client !== message.client),
    last: message.seq,
    typing: message.from === "you" && now.typing,
    reopened: message.tapped ? without(now.reopened, message.tapped.message) : now.reopened,
  };
}

/** Everything the server still has, when we were too far behind for single messages. */
export function replaced(now: Conversation, messages: readonly Message[]): Conversation {
  const ordered = [...messages].sort((one, other) => one.seq - other.seq);
  const echoed = new Set(ordered.map((message) => message.client));
  return {
    ...now,
    messages: ordered,
    pending: now.pending.filter((waiting) => !echoed.has(waiting.client)),
    last: ordered.at(-1)?.seq ?? now.last,
  };
}

/** Earlier messages stand otherwise by now; those that are not held here come with their own standing. */
export function restood(now: Conversation, told: Record<string, Told>): Conversation {
  const messages = now.messages.map((held) => ({ ...held, standing: told[held.id] ?? held.standing ?? null }));
  return { ...now, messages };
}

export function waiting(now: Conversation, pending: Pending): Conversation {
  const reopened = pending.tapped ? without(now.reopened, pending.tapped.message) : now.reopened;
  return { ...now, pending: [...now.pending, pending], reopened };
}

export function refused(now: Conversation, client: string, why: string): Conversation {
  const pending = now.pending.map((one) => (one.client === client ? { ...one, refused: why } : one));
  return { ...now, pending };
}

export function forgotten(now: Conversation, client: string): Conversation {
  return { ...now, pending: now.pending.filter((one) => one.client !== client) };
}

export function toggled(now: Conversation, message: string): Conversation {
  const reopened = new Set(now.reopened);
  if (!reopened.delete(message)) reopened.add(message);
  return { ...now, reopened };
}

function without(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const rest = new Set(set);
  rest.delete(item);
  return rest;
}
