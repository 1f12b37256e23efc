import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { speaker } from "../page";
import type { Snapshot } from "../session";
import { type Standing, standings } from "../standing";
import { word } from "../strings";
import { CalendarIcon, DownIcon, NoteIcon, PersonIcon } from "./icons";
import { Etude, Own, Unsent } from "./message";
import { dayOf, dayWords } from "./moments";
import { useSession } from "./session";

/** The messages, oldest first. It becomes a live region only once history is there, so that a reload reads nothing out again. */
export function Log({ now }: { now: Snapshot }) {
  const session = useSession();
  const list = useRef<HTMLDivElement>(null);
  const { talk } = now;
  const loaded = now.line === "open" && talk.last >= talk.history;
  const { away, follow, look } = useFollowing(list, talk, now.open);
  const live = useLive(loaded);
  const stands = standings(talk);
  const changes = changesOf(stands);
  const latest = talk.messages.filter((message) => changes.has(message.id)).at(-1)?.id;
  const newest = talk.messages.filter((message) => message.from !== "you").at(-1);
  const shown = talk.messages.filter((message) => message.kind !== "progress" || message.seq === talk.last);

  useEffect(() => {
    if (!away) session.look();
  }, [talk.last, now.open, now.line, away]);
  useEffect(() => {
    const onShow = () => session.look();
    document.addEventListener("visibilitychange", onShow);
    return () => document.removeEventListener("visibilitychange", onShow);
  }, [session]);

  let day = "";
  return (
    <div class="talk">
      <div
        class="log"
        role="log"
        aria-label={word("messages")}
        aria-live={live ? "polite" : "off"}
        aria-relevant="additions"
        aria-busy={!loaded}
        tabIndex={0}
        data-test="log"
        ref={list}
        onScroll={look}
      >
        <Intro />
        <ol role="list">
          {shown.map((message) => {
            const before = day;
            day = dayOf(message.at);
            const standing = stands.get(message.id);
            return [
              before !== day && (before || dayWords(day) !== word("today")) && (
                <li key={day} class="day" aria-live="off">
                  {dayWords(day)}
                </li>
              ),
              message.from === "you" ? (
                <Own
                  key={message.client ?? message.id}
                  message={message}
                  changes={changes.get(message.id)}
                  latest={message.id === latest}
                />
              ) : (
                <Etude
                  key={message.id}
                  message={message}
                  standing={standing!}
                  newest={message === newest}
                />
              ),
            ];
          })}
          {talk.pending.map((pending) => (
            <Unsent key={pending.client} pending={pending} slow={now.line !== "open"} />
          ))}
          {talk.typing && <Typing />}
        </ol>
      </div>
      {away && (
        <button type="button" class="newest" aria-label={word("newest")} onClick={follow}>
          <DownIcon />
        </button>
      )}
    </div>
  );
}

/** Which of the person's messages can still be changed, each with the message that it answered. */
function changesOf(stands: Map<string, Standing>): Map<string, string> {
  const changes = new Map<string, string>();
  for (const [id, { answer, told, open }] of stands) if (answer && !open && told.now === "change") changes.set(answer, id);
  return changes;
}

/** What this chat is for, in three small pictures and a sentence, above the first message. */
function Intro() {
  return (
    <div class="intro">
      <span class="steps" aria-hidden="true">
        <span class="disc">
          <PersonIcon />
        </span>
        <i />
        <span class="disc">
          <CalendarIcon />
        </span>
        <i />
        <span class="disc">
          <NoteIcon />
        </span>
      </span>
      <span>{word(speaker.as === "tutor" ? "intro_tutor" : "intro")}</span>
    </div>
  );
}

function Typing() {
  return (
    <li class="message etude" aria-live="off" data-test="typing">
      <span class="bubble dots" role="img" aria-label={word("typing")}>
        <i />
        <i />
        <i />
      </span>
    </li>
  );
}

/** A live region speaks of what is added after it became one, so it waits one frame after history is drawn. */
function useLive(loaded: boolean): boolean {
  const [live, setLive] = useState(false);
  useEffect(() => {
    if (!loaded || live) return undefined;
    const timer = setTimeout(() => setLive(true), 300);
    return () => clearTimeout(timer);
  }, [loaded, live]);
  return live;
}

const NEAR = 48;

/**
 * Keeps the newest in sight for as long as the person has not scrolled up. A long answer is shown from its beginning:
 * it stops at the top edge rather than leaving the screen.
 */
function useFollowing(list: RefObject<HTMLDivElement | null>, talk: Snapshot["talk"], open: boolean) {
  const following = useRef(true);
  const height = useRef(0);
  const [away, setAway] = useState(false);

  const settle = () => {
    const log = list.current;
    if (!log || !following.current) return;
    const answer = [...log.querySelectorAll(".own")].at(-1)?.nextElementSibling;
    const bottom = log.scrollHeight - log.clientHeight;
    const top = answer instanceof HTMLElement ? answer.offsetTop - 12 : bottom;
    log.scrollTop = Math.min(bottom, top);
    height.current = log.scrollTop;
    setAway(bottom - log.scrollTop > NEAR);
  };
  const look = () => {
    const log = list.current;
    if (!log) return;
    const rest = log.scrollHeight - log.clientHeight - log.scrollTop;
    if (log.scrollTop < height.current - 4) following.current = false;
    if (rest < NEAR) following.current = true;
    height.current = log.scrollTop;
    setAway(rest > NEAR);
  };
  const follow = () => {
    const log = list.current;
    following.current = true;
    if (log) log.scrollTop = log.scrollHeight;
  };

  useLayoutEffect(() => {
    if (talk.pending.length) following.current = true;
  }, [talk.pending.length]);
  useLayoutEffect(settle, [talk.messages, talk.pending, talk.typing, open]);
  useEffect(() => {
    const log = list.current;
    if (!log) return undefined;
    const watcher = new ResizeObserver(settle);
    watcher.observe(log);
    if (log.lastElementChild) watcher.observe(log.lastElementChild);
    return () => watcher.disconnect();
  }, []);
  return { away, follow, look };
}
