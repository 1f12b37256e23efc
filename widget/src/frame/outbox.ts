import { keep, recall } from "./keep";
import type { Sending } from "./protocol";

interface Entry {
  frame: Sending;
  /** When the person did it, in milliseconds of this machine. */
  at: number;
}

/** A tap may book or cancel; one that could not be sent soon is dropped, so that nobody is surprised by it later. */
export const TAP_LASTS = 15_000;

/** What was said and not acknowledged yet, in order. Words outlive a reload of the page, taps do not. */
export class Outbox {
  private entries: Entry[];

  constructor(private readonly key: string) {
    this.entries = restore(recall("sessionStorage", key));
  }

  add(frame: Sending): void {
    this.change([...this.entries, { frame, at: Date.now() }]);
  }

  remove(id: string): void {
    this.change(this.entries.filter((entry) => entry.frame.id !== id));
  }

  get waiting(): readonly Sending[] {
    return this.entries.map((entry) => entry.frame);
  }

  /** Takes out, and gives back, the taps that waited too long. */
  expire(): Sending[] {
    const binds = ({ frame }: Entry) => frame.type === "tap" || frame.type === "location";
    const old = this.entries.filter((entry) => binds(entry) && Date.now() - entry.at > TAP_LASTS);
    if (old.length) this.change(this.entries.filter((entry) => !old.includes(entry)));
    return old.map((entry) => entry.frame);
  }

  private change(entries: Entry[]): void {
    this.entries = entries;
    const words = entries.filter((entry) => entry.frame.type === "text");
    keep("sessionStorage", this.key, JSON.stringify(words));
  }
}

function restore(kept: string | null): Entry[] {
  try {
    return JSON.parse(kept ?? "[]") as Entry[];
  } catch {
    return [];
  }
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return "c_" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
