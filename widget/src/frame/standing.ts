import type { Conversation } from "./conversation";
import type { Choice, Message } from "./protocol";

/** How one message stands among the others. */
export interface Standing {
  /** Its choices are on show. */
  open: boolean;
  /** The number of the button that was tapped last. */
  tapped: number | undefined;
  /** Something later has settled it: another pay card, or the lesson that was paid for. */
  settled: boolean;
}

export function choicesOf(message: Message): Choice[] {
  const own = message.buttons ?? [];
  if (message.kind === "cards") return [...message.cards.flatMap((card) => card.buttons), ...own];
  if (message.kind === "times") return [...message.times.map((time) => ({ i: time.i, label: time.clock })), ...own];
  return own;
}

const asks = (message: Message) =>
  message.from === "etude" && choicesOf(message).some((choice) => !choice.url);

/** Messages of one turn stand together: the choices of all of them are open until a later turn offers new ones. */
export function standings(now: Conversation): Map<string, Standing> {
  const taps = new Map<string, number>();
  for (const message of now.messages) if (message.tapped) taps.set(message.tapped.message, message.tapped.button);
  for (const pending of now.pending)
    if (pending.tapped && !pending.refused) taps.set(pending.tapped.message, pending.tapped.button);

  const result = new Map<string, Standing>();
  let superseded = false;
  let askedInTurn = false;
  let settled = false;
  for (const message of [...now.messages].reverse()) {
    if (message.from === "you") {
      superseded ||= askedInTurn;
      continue;
    }
    const tapped = taps.get(message.id);
    const fresh = !superseded && tapped === undefined;
    result.set(message.id, { open: fresh || now.reopened.has(message.id), tapped, settled });
    askedInTurn ||= asks(message);
    settled ||= message.kind === "lesson" || message.kind === "pay";
  }
  return result;
}
