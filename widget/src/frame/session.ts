import { payloadOf } from "../shared/bridge";
import * as talk from "./conversation";
import { hearHost, hearPages, tellHost } from "./host";
import { keep, recall } from "./keep";
import { Line, type LineState } from "./line";
import { newId, Outbox, TAP_LASTS } from "./outbox";
import { forgetPayload, locale, site, speaker, topic, zone } from "./page";
import type { FromServer, Message, Sending, Welcome } from "./protocol";
import { learn, word } from "./strings";

/** A frame that is not acknowledged by then shows that the socket is dead, though nobody told us. */
const ACK_WITHIN = 10_000;
const TYPING_LASTS = 30_000;

/** All that the view needs to know, as one value. */
export interface Snapshot {
  talk: talk.Conversation;
  line: LineState;
  siteName: string | undefined;
  siteAccent: string | undefined;
  /** The panel is open on the host's page; always so where there is no panel. */
  open: boolean;
  /** The server turned this page away, in its words. */
  turnedAway: string | undefined;
  draft: { text: string; round: number };
  /** How often a link or a page led into this chat: what is said then was waited for. */
  led: number;
}

/** The one conversation of this page, between the socket, what is kept in the browser and the view. */
export class Session {
  private now: Snapshot = {
    talk: talk.nothing,
    line: "connecting",
    siteName: undefined,
    siteAccent: undefined,
    open: true,
    turnedAway: undefined,
    draft: { text: "", round: 0 },
    led: 0,
  };
  private readonly shelf = `etude:${site ?? ""}${speaker.as ? `:${speaker.as}` : ""}`;
  private readonly outbox = new Outbox(`${this.shelf}:unsent`);
  private readonly listeners = new Set<() => void>();
  private readonly line: Line;
  private visitor = recall("localStorage", this.shelf);
  private welcomed = false;
  /** Where a message was missing; if it still is after coming back, the server does not have it either. */
  private gapAfter: number | undefined;
  private seen = 0;
  private unread = 0;
  private ackTimer: number | undefined;
  private typingTimer: number | undefined;

  constructor() {
    for (const frame of this.outbox.waiting)
      if (frame.type === "text") this.wait({ client: frame.id, text: frame.text, at: new Date().toISOString() });
    const address = new URL("socket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = "";
    this.line = new Line(address.href, {
      opened: () => this.greet(),
      heard: (frame) => this.hear(frame),
      changed: (line) => this.lineChanged(line),
    });
    hearHost((message) => {
      if (message.etude === "open") this.opened(message.payload);
      else if (message.etude === "close") this.set({ open: false });
      else this.prefill(message.text);
    });
    hearPages((payload) => this.opened(payload));
    tellHost({ etude: "ready" });
  }

  connect(): void {
    this.line.connect();
  }

  get snapshot(): Snapshot {
    return this.now;
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  say(text: string): void {
    const id = newId();
    this.wait({ client: id, text, at: new Date().toISOString() });
    this.send({ type: "text", id, text });
  }

  tap(message: Message, button: number, label: string): void {
    const id = newId();
    this.wait({ client: id, text: label, at: new Date().toISOString(), tapped: { message: message.id, button } });
    this.send({ type: "tap", id, message: message.id, button });
  }

  /** To three decimals, about a hundred metres: enough to find a tutor nearby, not to find a door. */
  locate(lat: number, lon: number): void {
    const id = newId();
    this.wait({ client: id, text: word("my_location"), at: new Date().toISOString() });
    this.send({ type: "location", id, lat: Number(lat.toFixed(3)), lon: Number(lon.toFixed(3)) });
  }

  /** Says again what was not taken. */
  retry(pending: talk.Pending): void {
    this.change(talk.forgotten(this.now.talk, pending.client));
    const tapped = pending.tapped && this.now.talk.messages.find((one) => one.id === pending.tapped?.message);
    if (tapped) this.tap(tapped, pending.tapped!.button, pending.text);
    else this.say(pending.text);
  }

  discard(pending: talk.Pending): void {
    this.change(talk.forgotten(this.now.talk, pending.client));
  }

  toggle(message: string): void {
    this.change(talk.toggled(this.now.talk, message));
  }

  /** What is on screen up to now has been seen. */
  look(): void {
    if (!this.now.open || document.visibilityState !== "visible") return;
    if (this.unread) tellHost({ etude: "unread", count: (this.unread = 0) });
    const { last } = this.now.talk;
    if (!this.welcomed || last <= this.seen) return;
    this.seen = last;
    this.line.send({ type: "seen", seq: last });
  }

  private opened(payload: string): void {
    this.set({ open: true, led: this.now.led + (payload ? 1 : 0) });
    if (payload) this.send({ type: "open", id: newId(), payload });
    this.look();
  }

  private prefill(text: string): void {
    this.set({ draft: { text: String(text).slice(0, 4000), round: this.now.draft.round + 1 } });
  }

  private greet(): void {
    const { last: after } = this.now.talk;
    this.line.send({ type: "hello", site, visitor: this.visitor, ...speaker, locale, zone, after });
  }

  private hear(frame: FromServer): void {
    switch (frame.type) {
      case "welcome":
        return this.welcome(frame);
      case "message":
        return this.receive(frame);
      case "snapshot":
        return this.change(talk.replaced(this.now.talk, frame.messages));
      case "standing":
        return this.change(talk.restood(this.now.talk, frame.messages));
      case "words":
        return this.translate(frame.strings);
      case "typing":
        return this.type(frame.on);
      case "ack":
        return this.acknowledge(frame.id);
      case "refused":
        return this.refuse(frame.id, frame.code, frame.text);
    }
  }

  private welcome(frame: Welcome): void {
    const same = !this.visitor || this.visitor === frame.visitor;
    this.visitor = frame.visitor;
    if (frame.visitor) keep("localStorage", this.shelf, frame.visitor);
    learn(frame.strings ?? {});
    this.welcomed = true;
    this.seen = 0;
    this.set({
      talk: talk.welcomed(this.now.talk, frame, same),
      siteName: frame.site?.name,
      siteAccent: frame.site?.accent ?? undefined,
      line: "open",
    });
    tellHost({ etude: "ready", labels: { open: word("open"), close: word("close") } });
    this.drop(this.outbox.expire());
    const begun = this.outbox.waiting.some((waiting) => waiting.type === "open");
    // A code or a topic in the address is said once, however long the conversation is already.
    if ((frame.seq === 0 || topic.payload) && !begun)
      this.outbox.add({ type: "open", id: newId(), payload: payloadOf(topic) });
    forgetPayload();
    for (const waiting of this.outbox.waiting) this.line.send(waiting);
    this.awaitAcks();
    this.look();
  }

  private translate(strings: Record<string, string>): void {
    learn(strings);
    tellHost({ etude: "ready", labels: { open: word("open"), close: word("close") } });
    this.set({});
  }

  private receive(message: Message): void {
    if (talk.isElsewhere(this.now.talk, message)) this.change(talk.emptied(this.now.talk));
    const { last } = this.now.talk;
    if (message.seq > last + 1 && this.gapAfter !== last) {
      this.gapAfter = last;
      return this.line.drop();
    }
    const fresh = message.seq > Math.max(last, this.now.talk.history);
    this.change(talk.received(this.now.talk, message));
    const looking = this.now.open && document.visibilityState === "visible";
    if (fresh && message.from !== "you" && message.kind !== "progress" && !looking)
      tellHost({ etude: "unread", count: ++this.unread });
  }

  private type(on: boolean): void {
    clearTimeout(this.typingTimer);
    if (on) this.typingTimer = setTimeout(() => this.type(false), TYPING_LASTS);
    this.change({ ...this.now.talk, typing: on });
  }

  private acknowledge(id: string): void {
    this.outbox.remove(id);
    this.awaitAcks();
  }

  private refuse(id: string | null, code: string, text: string): void {
    if (id) {
      this.acknowledge(id);
      this.change(talk.refused(this.now.talk, id, text));
    } else if (code === "site") {
      this.set({ turnedAway: text });
      this.line.stop();
    }
  }

  private send(frame: Sending): void {
    this.outbox.add(frame);
    setTimeout(() => this.expire(), TAP_LASTS + 100);
    if (!this.welcomed) return;
    this.line.send(frame);
    this.awaitAcks();
  }

  private awaitAcks(): void {
    clearTimeout(this.ackTimer);
    if (this.welcomed && this.outbox.waiting.length) this.ackTimer = setTimeout(() => this.line.drop(), ACK_WITHIN);
  }

  private expire(): void {
    if (!this.welcomed) this.drop(this.outbox.expire());
  }

  private drop(frames: Sending[]): void {
    for (const frame of frames) this.change(talk.refused(this.now.talk, frame.id, word("not_sent")));
  }

  private lineChanged(line: LineState): void {
    this.welcomed = false;
    clearTimeout(this.ackTimer);
    this.expire();
    this.set({ line, talk: { ...this.now.talk, typing: false } });
  }

  private wait(pending: talk.Pending): void {
    this.change(talk.waiting(this.now.talk, pending));
  }

  private change(conversation: talk.Conversation): void {
    this.set({ talk: conversation });
  }

  private set(part: Partial<Snapshot>): void {
    this.now = { ...this.now, ...part };
    for (const listener of this.listeners) listener();
  }
}
