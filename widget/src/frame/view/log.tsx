import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { speaker } from "../page";
import type { Message } from "../protocol";
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
  const { away, news, follow, look } = useFollowing(list, talk, now.open, now.led);
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
        <button type="button" class={news ? "newest news" : "newest"} onClick={follow}>
          {word(news ? "news" : "newest")}
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

interface Breath {
  /** Its first message. */
  id: string;
  /** The person has just said something, so they wait for it. */
  awaited: boolean;
}

/** What was said last, in one breath: all messages of a turn carry the same moment. */
function breathOf(messages: readonly Message[]): Breath | undefined {
  const said = messages.filter((message) => message.kind !== "progress");
  const last = said.at(-1);
  let first = said.length;
  while (first > 0 && said[first - 1]!.from !== "you" && said[first - 1]!.at === last!.at) first--;
  const begin = said[first];
  return begin && { id: begin.id, awaited: said[first - 1]?.from === "you" };
}

/**
 * Keeps the newest in sight for as long as the person has not scrolled up. What is long is shown from its beginning: it
 * stops at the top edge rather than leaving the screen. News that comes while something else is being read waits below,
 * behind a button that says so.
 */
function useFollowing(list: RefObject<HTMLDivElement | null>, talk: Snapshot["talk"], open: boolean, led: number) {
  const answered = useRef(led);
  const following = useRef(true);
  const height = useRef(0);
  const heard = useRef<string | undefined>(undefined);
  const shownFrom = useRef<string | undefined>(undefined);
  const [away, setAway] = useState(false);
  const [news, setNews] = useState(false);

  const measure = (log: HTMLElement) => {
    height.current = log.scrollTop;
    const rest = log.scrollHeight - log.clientHeight - log.scrollTop;
    setAway(rest > NEAR);
    if (rest <= NEAR) setNews(false);
    return rest;
  };
  const settle = () => {
    const log = list.current;
    if (!log || !following.current) return;
    const id = shownFrom.current;
    const first = id && log.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, first ? first.offsetTop - 12 : Infinity);
    measure(log);
  };
  const look = () => {
    const log = list.current;
    if (!log) return;
    const up = log.scrollTop < height.current - 4;
    const rest = measure(log);
    if (rest < NEAR) following.current = true;
    else if (up) following.current = false;
  };
  const follow = () => {
    following.current = true;
    shownFrom.current = news ? heard.current : undefined;
    settle();
  };

  useLayoutEffect(() => {
    const breath = breathOf(talk.messages);
    const reads = open && away && document.visibilityState === "visible";
    if (talk.pending.length) {
      following.current = true;
      shownFrom.current = undefined;
    } else if (breath?.id !== heard.current) {
      heard.current = breath?.id;
      following.current ||= led !== answered.current;
      if (breath && !breath.awaited && reads && led === answered.current) setNews(true);
      else shownFrom.current = breath?.id;
      answered.current = led;
    }
    settle();
  }, [talk.messages, talk.pending, talk.typing, open]);
  useEffect(() => {
    const log = list.current;
    if (!log) return undefined;
    const watcher = new ResizeObserver(settle);
    watcher.observe(log);
    if (log.lastElementChild) watcher.observe(log.lastElementChild);
    return () => watcher.disconnect();
  }, []);
  return { away, news, follow, look };
}
