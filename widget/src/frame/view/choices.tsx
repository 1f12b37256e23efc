import type { Choice, Message } from "../protocol";
import { choicesOf, type Standing } from "../standing";
import { word } from "../strings";
import { useSession } from "./session";

/** A message's own buttons, and the way back to all of its choices once they are put away. */
export function Choices({ message, standing }: { message: Message; standing: Standing }) {
  const session = useSession();
  const own = message.buttons ?? [];
  const shown = own.filter((choice) => standing.open || choice.url);
  const usable = standing.told.now !== "past" && choicesOf(message).some((choice) => !choice.url);
  const passed = standing.tapped === undefined && !standing.answer;
  // What can be done about a lesson stays at hand for as long as the card is true.
  const hidden = usable && !standing.open && (passed || message.kind === "lesson");
  return (
    <div class="choices" aria-live="off">
      {shown.map((choice) => (
        <ChoiceButton key={choice.i} message={message} choice={choice} standing={standing} />
      ))}
      {standing.reopened && (
        <button type="button" class="quiet" aria-expanded={true} onClick={() => session.toggle(message.id)}>
          {word("hide")}
        </button>
      )}
      {hidden && (
        <button type="button" class="quiet" aria-expanded={false} onClick={() => session.toggle(message.id)}>
          {word("choices")}
        </button>
      )}
    </div>
  );
}

interface Drawn {
  message: Message;
  choice: Choice;
  standing: Standing;
}

export function ChoiceButton({ message, choice, standing }: Drawn) {
  const session = useSession();
  const look = `choice ${choice.style ?? "plain"}`;
  if (choice.url)
    return (
      <a class={look} href={safe(choice.url)} target="_blank" rel={relation(choice.url)} data-test="button">
        {choice.label}
      </a>
    );
  return (
    <button
      type="button"
      class={standing.tapped === choice.i ? `${look} tapped` : look}
      data-test="button"
      data-i={choice.i}
      onClick={leaving(() => session.tap(message, choice.i, choice.label))}
    >
      {choice.label}
    </button>
  );
}

/** Does something that takes the button itself away: the focus goes to the messages first, so that it is not lost. */
export function leaving(act: () => void) {
  return (event: Event) => {
    (event.currentTarget as HTMLElement).closest<HTMLElement>('[role="log"]')?.focus({ preventScroll: true });
    act();
  };
}

/** Our own pages may lead back to this chat; others do not learn of it. */
export const relation = (url: string) => (new URL(safe(url), location.href).origin === location.origin ? "opener" : "noopener");

/** Only pages may be opened: a `javascript:` address would run as us. */
export function safe(url: string): string {
  try {
    return /^https?:$/.test(new URL(url, location.href).protocol) ? url : "about:blank";
  } catch {
    return "about:blank";
  }
}
