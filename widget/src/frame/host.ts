import type { ToFrame, ToHost } from "../shared/bridge";
import { hostOrigin } from "./page";

/** Speaks to the loader, and to it alone: our own parent, at the origin that the loader named. */
export function tellHost(message: ToHost): void {
  if (hostOrigin) window.parent.postMessage(message, hostOrigin);
}

/** A tutor's page that was opened from here leads back to this chat, with its tutor: ours, so it may say what to open. */
export function hearPages(listener: (payload: string) => void): void {
  addEventListener("message", (event) => {
    const ours = event.origin === location.origin && event.source !== window.parent;
    const payload: unknown = ours && event.data?.etude === "open" && event.data.payload;
    if (typeof payload === "string" && payload.startsWith("tutor-")) listener(payload);
  });
}

export function hearHost(listener: (message: ToFrame) => void): void {
  addEventListener("message", (event) => {
    if (!hostOrigin || event.source !== window.parent || event.origin !== hostOrigin) return;
    if (event.data && typeof event.data.etude === "string") listener(event.data as ToFrame);
  });
}
