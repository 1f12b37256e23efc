/** What the loader on the host's page and the frame say to each other. Nothing personal ever crosses: a host page can read it all. */

export type ToFrame =
  | { etude: "open"; payload: string }
  | { etude: "close" }
  | { etude: "prefill"; text: string };

export type ToHost =
  | { etude: "ready"; labels?: Labels }
  | { etude: "close" }
  | { etude: "unread"; count: number };

/** Words of the launcher in the visitor's language, known only once the frame is connected. */
export interface Labels {
  open: string;
  close: string;
}

/** What the chat should begin with: a tutor's or subject's slug, or a campaign's own payload. */
export interface Topic {
  tutor?: string | undefined;
  subject?: string | undefined;
  payload?: string | undefined;
}

/**
 * The payload of an `open` frame, in the alphabet of Telegram's deep links ([A-Za-z0-9_-], https://core.telegram.org/bots/features#deep-linking)
 * so that one parser serves both: `tutor_ada-byrne`, `subject_piano`, or both joined by two underscores.
 */
export function payloadOf(topic: Topic): string {
  if (topic.payload) return topic.payload;
  return [topic.tutor && `tutor_${topic.tutor}`, topic.subject && `subject_${topic.subject}`].filter(Boolean).join("__");
}
