import type { Conversation } from "./conversation";
import type { Choice, Message, Told } from "./protocol";

/** How one message stands among the others. */
export interface Standing {
  /** Its choices are on show. */
  open: boolean;
  /** On show only because the person asked for them again. */
  reopened: boolean;
  /** The number of the button that was tapped last. */
  tapped: number | undefined;
  /** The person's message that answered it. */
  answer: string | undefined;
  /** What its buttons still do. */
  told: Told;
}

const USABLE: Told = { now: "open", status: null };

export function choicesOf(message: Message): Choice[] {
  const own = message.buttons ?? [];
  if (message.kind === "cards") return [...message.cards.flatMap((card) => card.buttons), ...own];
  if (message.kind === "times") return [...message.times.map((time) => ({ i: time.i, label: time.clock })), ...own];
  return own;
}

const asks = (message: Message) =>
  message.from !== "you" && choicesOf(message).some((choice) => !choice.url);

/** Messages of one turn stand together: the choices of all of them are open until the person has been answered again. */
export function standings(now: Conversation): Map<string, Standing> {
  const taps = tapsOf(now);
  const answers = answersOf(now);
  const result = new Map<string, Standing>();
  let superseded = false;
  let answered = false;
  for (const message of [...now.messages].reverse()) {
    if (message.from === "you") {
      superseded ||= answered;
      continue;
    }
    const told = message.standing ?? USABLE;
    const tapped = taps.get(message.id);
    const usable = told.now !== "past";
    const fresh = usable && !superseded && tapped === undefined;
    const reopened = usable && !fresh && now.reopened.has(message.id);
    result.set(message.id, { open: fresh || reopened, reopened, tapped, answer: answers.get(message.id), told });
    answered ||= message.kind !== "progress";
  }
  return result;
}

function tapsOf(now: Conversation): Map<string, number> {
  const taps = new Map<string, number>();
  for (const { tapped } of now.messages) if (tapped) taps.set(tapped.message, tapped.button);
  for (const { tapped, refused } of now.pending) if (tapped && !refused) taps.set(tapped.message, tapped.button);
  return taps;
}

/** Which of the person's messages answered which of ours: by a tap, or by words said right after it. */
function answersOf(now: Conversation): Map<string, string> {
  const answers = new Map<string, string>();
  let asked: string | undefined;
  for (const message of now.messages) {
    if (message.from !== "you") asked = asks(message) ? message.id : asked;
    else if (message.tapped) answers.set(message.tapped.message, message.id);
    else if (asked && !answers.has(asked)) answers.set(asked, message.id);
  }
  return answers;
}
