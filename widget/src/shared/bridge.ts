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
 * The payload of an `open` frame, as in Telegram's deep links (https://core.telegram.org/bots/features#deep-linking), so that
 * one reader serves both: `tutor-…` or `subject-…`. A tutor says more than a subject.
 */
export function payloadOf({ payload, tutor, subject }: Topic): string {
  return payload || (tutor && `tutor-${tutor}`) || (subject && `subject-${subject}`) || "";
}
