import { payloadOf, type ToFrame, type ToHost, type Topic } from "../shared/bridge";
import { Launcher } from "./launcher";
import { readSettings, type Settings } from "./settings";

type Happening = "ready" | "open" | "close" | "unread";
type Listener = (detail?: unknown) => void;

interface Api {
  open(topic?: Topic): void;
  close(): void;
  prefill(text: string): void;
  on(happening: Happening, listener: Listener): void;
  off(happening: Happening, listener: Listener): void;
}

declare global {
  interface Window {
    Etude?: Api;
  }
}

const PHONE = "(max-width:479.98px),(max-height:439.98px)";

/** Somebody has paid in this tab and wants to go on with the chat they came from; a reload must not open it again. */
function comesBack(): boolean {
  if (location.hash !== "#etude") return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  return true;
}

function start(settings: Settings): Api {
  const home = settings.frame.origin;
  const listeners = new Map<Happening, Set<Listener>>();
  const waiting: ToFrame[] = [];
  const launcher = new Launcher(settings, () => (isOpen ? close() : open()));
  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let isOpen = false;
  let inline = false;
  let uncover: (() => void) | undefined;
  const phone = matchMedia(PHONE);

  const tell = (happening: Happening, detail?: unknown) => {
    listeners.get(happening)?.forEach((listener) => listener(detail));
  };

  const send = (message: ToFrame) => {
    if (ready) frame?.contentWindow?.postMessage(message, home);
    else waiting.push(message);
  };

  /** Nothing of ours is loaded, stored or connected before this. */
  const create = () => {
    frame = document.createElement("iframe");
    if (inline) settings.frame.searchParams.set("inline", "1");
    frame.src = settings.frame.href;
    frame.title = settings.label;
    frame.allow = `geolocation ${home}; autoplay ${home}`;
    frame.referrerPolicy = "origin";
    if (inline) frame.loading = "lazy";
    launcher.hold(frame);
  };

  /** An on-screen keyboard shrinks only the visual viewport, which a frame inside the page cannot see. */
  const fit = () => {
    const view = window.visualViewport;
    // Zoomed in by hand, the visual viewport is a detail of the page and no measure for us.
    if (!view || !frame || view.scale > 1.01) return;
    frame.style.setProperty("--top", `${view.offsetTop}px`);
    frame.style.setProperty("--height", `${view.height}px`);
  };

  /** A page under a chat that covers the whole screen neither scrolls nor takes the focus. */
  const cover = () => {
    if (!isOpen || !phone.matches) return uncover?.();
    if (uncover) return;
    const { body } = document;
    const { style } = document.documentElement;
    const before = { inert: body.inert, overflow: style.overflow };
    body.inert = true;
    style.overflow = "hidden";
    uncover = () => {
      body.inert = before.inert;
      style.overflow = before.overflow;
      uncover = undefined;
    };
  };

  const open = (topic?: Topic) => {
    const fresh = !frame;
    if (!frame) create();
    const payload = topic ? payloadOf(topic) : "";
    if (!fresh || payload) send({ etude: "open", payload });
    if (!inline && !isOpen) {
      isOpen = true;
      frame!.classList.remove("shut");
      fit();
      cover();
      launcher.show(true);
      launcher.count(0);
    }
    frame!.focus();
    tell("open");
  };

  const close = () => {
    if (!isOpen || !frame) return;
    isOpen = false;
    frame.classList.add("shut");
    cover();
    launcher.show(false);
    launcher.focus();
    send({ etude: "close" });
    tell("close");
  };

  const hear = (message: ToHost) => {
    if (message.etude === "ready") {
      if (message.labels) launcher.say(message.labels);
      if (ready) return;
      ready = true;
      waiting.splice(0).forEach(send);
      tell("ready");
    } else if (message.etude === "close") close();
    else if (message.etude === "unread") {
      launcher.count(message.count);
      tell("unread", message.count);
    }
  };

  addEventListener("message", (event) => {
    const ours = frame && event.source === frame.contentWindow && event.origin === home;
    if (ours && event.data && typeof event.data.etude === "string") hear(event.data as ToHost);
  });
  // Elsewhere on the page Escape belongs to the page.
  addEventListener("keydown", (event) => {
    const focus = document.activeElement;
    if (event.key === "Escape" && !event.defaultPrevented && (focus === document.body || focus === launcher.host)) close();
  });
  phone.addEventListener("change", cover);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  const place = () => {
    const spot = settings.inline && document.querySelector(settings.inline);
    inline = !!spot;
    if (spot) {
      launcher.settle(spot);
      create();
    } else {
      launcher.float();
      // A chat that covers a phone's whole screen unasked would be in the way: only "always" does that.
      const wanted = settings.open !== undefined && settings.open !== "false";
      if (comesBack() || (wanted && (settings.open === "always" || !phone.matches))) open();
    }
  };
  if (document.readyState === "loading" && settings.inline) addEventListener("DOMContentLoaded", place);
  else place();

  return {
    open,
    close,
    prefill: (text) => send({ etude: "prefill", text: String(text) }),
    on: (happening, listener) => {
      listeners.set(happening, (listeners.get(happening) ?? new Set()).add(listener));
    },
    off: (happening, listener) => {
      listeners.get(happening)?.delete(listener);
    },
  };
}

const settings = window.Etude ? undefined : readSettings();
if (settings) {
  window.Etude = start(settings);
  dispatchEvent(new Event("etude:ready"));
}
