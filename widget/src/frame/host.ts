import type { ToFrame, ToHost } from "../shared/bridge";
import { hostOrigin } from "./page";

/** Speaks to the loader, and to it alone: our own parent, at the origin that the loader named. */
export function tellHost(message: ToHost): void {
  if (hostOrigin) window.parent.postMessage(message, hostOrigin);
}

export function hearHost(listener: (message: ToFrame) => void): void {
  addEventListener("message", (event) => {
    if (!hostOrigin || event.source !== window.parent || event.origin !== hostOrigin) return;
    if (event.data && typeof event.data.etude === "string") listener(event.data as ToFrame);
  });
}
