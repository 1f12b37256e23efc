import type { ComponentChildren } from "preact";
import type { Pending } from "../conversation";
import type { Message } from "../protocol";
import type { Standing } from "../standing";
import { word } from "../strings";
import { Cards } from "./cards";
import { Choices, leaving } from "./choices";
import { DocumentChip } from "./document";
import { FileNote } from "./file";
import { PencilIcon } from "./icons";
import { Lesson } from "./lesson";
import { Locate } from "./locate";
import { MediaPlayer } from "./media";
import { momentOf } from "./moments";
import { Pay } from "./pay";
import { useLasting, useSession } from "./session";
import { Times } from "./times";

interface Drawn {
  message: Message;
  standing: Standing;
  newest: boolean;
}

export function Etude({ message, standing, newest }: Drawn) {
  return (
    <li class="message etude" {...hooks(message)}>
      {message.kind === "progress" ? <Progress text={message.text} /> : <Bubble text={message.text} at={message.at} />}
      <Body message={message} standing={standing} newest={newest} />
      <Choices message={message} standing={standing} />
    </li>
  );
}

/** What is drawn under the words; the type checker names the kind that was forgotten. */
function Body({ message, standing, newest }: Drawn): ComponentChildren {
  switch (message.kind) {
    case "say":
    case "progress":
      return null;
    case "cards":
      return <Cards message={message} standing={standing} />;
    case "times":
      return <Times message={message} standing={standing} />;
    case "media":
      return <MediaPlayer media={message.media} />;
    case "document":
      return <DocumentChip document={message.document} />;
    case "pay":
      return <Pay pay={message.pay} told={standing.told} />;
    case "lesson":
      return <Lesson lesson={message.lesson} told={standing.told} />;
    case "location":
      return newest && <Locate />;
    case "file":
      return newest && <FileNote />;
    default:
      return unknown(message);
  }
}

/** A kind newer than this widget: its words and choices are drawn all the same. */
function unknown(_message: never): null {
  return null;
}

export function Own({ message, changes, latest }: { message: Message; changes: string | undefined; latest: boolean }) {
  return (
    <li class={latest ? "message own latest" : "message own"} {...hooks(message)}>
      {changes && <Change message={changes} />}
      <Bubble text={message.text} at={message.at} own />
    </li>
  );
}

export function Unsent({ pending, slow }: { pending: Pending; slow: boolean }) {
  const session = useSession();
  const late = useLasting(!pending.refused, slow ? 400 : 3000);
  return (
    <li class="message own" data-test="message" data-from="you" data-kind="say" data-state="unsent">
      <Bubble text={pending.text} at={pending.at} own unsent={late || !!pending.refused} />
      <span class="fate" aria-live="polite">
        {pending.refused ?? (late && word("sending"))}
      </span>
      {pending.refused && (
        <span class="fate">
          <button type="button" class="quiet" onClick={leaving(() => session.retry(pending))}>
            {word("retry")}
          </button>
          <button type="button" class="quiet" onClick={leaving(() => session.discard(pending))}>
            {word("discard")}
          </button>
        </span>
      )}
    </li>
  );
}

function Bubble({ text, at, own, unsent }: { text: string; at: string; own?: boolean; unsent?: boolean }) {
  if (!text) return null;
  return (
    <p
      class={unsent ? "bubble unsent" : "bubble"}
      dir="auto"
      title={momentOf(at)}
      data-who={own && word("you_said")}
      data-test="text"
    >
      {rowsOf(text) ?? text}
    </p>
  );
}

/** A week, or another list with a name before each line, is drawn as lines of two columns; a stretch of time stays whole. */
function rowsOf(text: string): ComponentChildren {
  const rows = text.split("\n").map((line) => /^([^:]{3,24}:) (.+)$/.exec(line));
  if (rows.length < 3 || !rows.every((row) => row)) return undefined;
  return rows.map((row, at) => (
    <span class="listed" key={at}>
      <b>{row![1]}</b> <span>{row![2]!.split(" ").flatMap((piece, nth) => [nth ? " " : "", <i>{piece}</i>])}</span>
      {"\n"}
    </span>
  ));
}

function Progress({ text }: { text: string }) {
  return (
    <p class="bubble working" dir="auto">
      {text}
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </p>
  );
}

function Change({ message }: { message: string }) {
  const session = useSession();
  const reopen = () => {
    session.toggle(message);
    // Drawn first, then focused: the choices are above, where they were.
    requestAnimationFrame(() => {
      const first = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(message)}"] .choice`);
      first?.scrollIntoView({ block: "nearest" });
      first?.focus({ preventScroll: true });
    });
  };
  return (
    <button type="button" class="round change" aria-label={word("change")} title={word("change")} onClick={reopen}>
      <PencilIcon />
    </button>
  );
}

const hooks = (message: Message) => ({
  "data-test": "message",
  "data-seq": message.seq,
  "data-id": message.id,
  "data-from": message.from,
  "data-kind": message.kind,
});
