import { type FromServer, readFrame, type ToServer } from "./protocol";

export type LineState = "connecting" | "open" | "offline" | "stopped";

interface Ends {
  /** The socket is open and wants its hello. */
  opened(): void;
  heard(frame: FromServer): void;
  changed(state: LineState): void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A socket that opens and dies at once must not be retried at once. */
const STEADY = 10_000;

/** A WebSocket that comes back: full-jitter back-off, at once when the network does. */
export class Line {
  private socket: WebSocket | undefined;
  private timer: number | undefined;
  private steady: number | undefined;
  private attempts = 0;
  private stopped = false;

  constructor(
    private readonly address: string,
    private readonly ends: Ends,
  ) {
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.socket) this.retry();
    });
  }

  connect(): void {
    clearTimeout(this.timer);
    if (this.socket || this.stopped) return;
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.ends.changed(reach());
    socket.onopen = () => {
      this.steady = setTimeout(() => (this.attempts = 0), STEADY);
      this.ends.opened();
    };
    socket.onmessage = (event) => {
      const frame = this.socket === socket ? readFrame(event.data) : undefined;
      if (frame) this.ends.heard(frame);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  send(frame: ToServer): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Lets go of a socket that no longer answers and takes a new one. */
  drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.lost();
    socket.close();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = undefined;
    this.ends.changed("stopped");
  }

  private retry(): void {
    this.attempts = 0;
    this.connect();
  }

  private lost(): void {
    this.socket = undefined;
    clearTimeout(this.steady);
    if (this.stopped) return;
    this.ends.changed(reach());
    const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempts++);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), Math.random() * most);
  }
}

/** Only for the words on screen: a browser without a network may still reach a server on its own machine, so it is always tried. */
const reach = () => (navigator.onLine ? "connecting" : "offline");
