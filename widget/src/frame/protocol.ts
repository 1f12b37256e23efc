/** The frames of `/widget/socket`: JSON, one object a WebSocket message. */

export interface Choice {
  i: number;
  label: string;
  style?: "primary" | "plain" | "danger";
  url?: string | null;
}

export interface Card {
  title: string;
  subtitle: string;
  price: string;
  per: string;
  rating: string | null;
  reviews: number;
  next: string | null;
  reasons: string[];
  badge: string | null;
  photo: string | null;
  profile: string | null;
  buttons: Choice[];
}

export interface Time {
  i: number;
  start: string;
  day: string;
  day_label: string;
  clock: string;
  part: "morning" | "afternoon" | "evening";
}

/**
 * What a message's buttons still do, as the server knows it: "change" an answer of what is under way, lead somewhere
 * ("open"), or nothing any more. `status` is how the lesson of a pay link or a card stands, null where a newer one took
 * its place.
 */
export interface Told {
  now: "change" | "open" | "past";
  status: string | null;
}

interface Said {
  seq: number;
  id: string;
  /** "you", or whoever answers: Etude, or one day a person. */
  from: string;
  at: string;
  text: string;
  buttons?: Choice[];
  standing?: Told | null;
  /** The frame's id, on the echo of something said here. */
  client?: string | null;
  tapped?: { message: string; button: number } | null;
}

export interface CardsMessage extends Said {
  kind: "cards";
  cards: Card[];
}
export interface TimesMessage extends Said {
  kind: "times";
  times: Time[];
  zone: string;
  zone_label: string;
  note?: string | null;
}
export interface MediaMessage extends Said {
  kind: "media";
  media: { type: "audio" | "video" | "photo"; url: string; mime: string; title: string; seconds?: number | null };
}
export interface DocumentMessage extends Said {
  kind: "document";
  document: { name: string; mime: string; url: string };
}
export interface PayMessage extends Said {
  kind: "pay";
  pay: { amount: string; label: string; url: string; until: string };
}
export interface LessonMessage extends Said {
  kind: "lesson";
  lesson: { title: string; status: string; facts: [string, string][]; yours?: boolean; earned?: number[] };
}
export interface PlainMessage extends Said {
  kind: "say" | "location" | "file" | "progress";
}
export type Message =
  | CardsMessage
  | TimesMessage
  | MediaMessage
  | DocumentMessage
  | PayMessage
  | LessonMessage
  | PlainMessage;

export type Sending =
  | { type: "text"; id: string; text: string }
  | { type: "tap"; id: string; message: string; button: number }
  | { type: "location"; id: string; lat: number; lon: number }
  | { type: "open"; id: string; payload: string };

export interface Hello {
  type: "hello";
  site: string | null;
  visitor: string | null;
  key: string | null;
  as: string | null;
  locale: string;
  zone: string;
  after: number;
}

export type ToServer = Hello | Sending | { type: "seen"; seq: number };

export interface Welcome {
  type: "welcome";
  /** Null where `key` says who speaks. */
  visitor: string | null;
  seq: number;
  site?: { name: string; accent?: string | null } | null;
  strings?: Record<string, string>;
}

export type FromServer =
  | Welcome
  | ({ type: "message" } & Message)
  | { type: "ack"; id: string; seq: number }
  /** The widget's own words, when the person changes the language. */
  | { type: "words"; strings: Record<string, string> }
  | { type: "typing"; on: boolean }
  /** Messages that stand otherwise by now, by their ids. */
  | { type: "standing"; messages: Record<string, Told> }
  | { type: "refused"; id: string | null; code: string; text: string }
  | { type: "snapshot"; messages: Message[] };

/** Frames come from our own server, so only what cannot be a frame at all is turned away. */
export function readFrame(data: unknown): FromServer | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return frame && typeof frame === "object" && "type" in frame ? (frame as FromServer) : undefined;
  } catch {
    return undefined;
  }
}
