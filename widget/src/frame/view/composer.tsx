import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { embedded, inline } from "../page";
import type { Snapshot } from "../session";
import { word } from "../strings";
import { SendIcon } from "./icons";
import { useSession } from "./session";

const LIMIT = 4000;

/** Where one writes. Enter sends, Shift and Enter make a new line. */
export function Composer({ now }: { now: Snapshot }) {
  const session = useSession();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  // The server counts characters, not UTF-16 units.
  const count = text.length > LIMIT ? [...text].length : text.length;
  const long = count > LIMIT;
  const asksPlace = now.talk.messages.at(-1)?.kind === "location";

  useEffect(() => {
    if (now.draft.round) setText(now.draft.text);
  }, [now.draft.round]);
  useEffect(() => {
    // On a touch screen the keyboard would cover the greeting; in the flow of a page the page has the focus.
    const asked = now.draft.round > 0 || (embedded && !inline);
    if (now.open && asked && matchMedia("(hover: hover)").matches) area.current?.focus();
  }, [now.open, now.draft.round]);
  const fit = () => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  };
  useLayoutEffect(fit, [text]);
  useEffect(() => {
    // Lines break elsewhere in another width, and in a frame that is not on show yet there is no width at all.
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, []);

  const send = () => {
    const words = text.trim();
    if (!words || long) return;
    session.say(words);
    setText("");
    area.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p class="too-long" id="too-long" role="status">
        {long && word("too_long", { count, limit: LIMIT })}
      </p>
      <div class="row">
        <textarea
          ref={area}
          rows={1}
          dir={text ? "auto" : undefined}
          value={text}
          placeholder={word(asksPlace ? "write_place" : "write")}
          aria-label={word("write")}
          aria-invalid={long}
          aria-describedby="too-long"
          enterkeyhint="send"
          autocomplete="off"
          data-test="composer"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <button type="submit" class="send" data-test="send" aria-label={word("send")} disabled={!text.trim() || long}>
          <SendIcon />
        </button>
      </div>
    </form>
  );
}
