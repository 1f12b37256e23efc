import type { Settings } from "./settings";
import { sheet } from "./style";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-9 8.4 9.6 9.6 0 0 1-3.9-.8L3 20.5l1.5-4.4A8 8 0 0 1 3 11.5 8.6 8.6 0 0 1 12 3a8.6 8.6 0 0 1 9 8.500z";
const CHEVRON = "m6 9 6 6 6-6";

/** The parts on the host's page: the element, its closed shadow root, the round button and its badge. */
export class Launcher {
  readonly host = document.createElement("etude-widget");
  private readonly root = this.host.attachShadow({ mode: "closed" });
  private readonly button = document.createElement("button");
  private readonly path = document.createElementNS(SVG, "path");
  private readonly badge = document.createElement("i");
  private labels: { open: string; close: string };
  private unread = 0;

  constructor(settings: Settings, onClick: () => void) {
    this.labels = { open: settings.label, close: settings.label };
    this.host.dataset.test = "launcher";
    this.dress(sheet(settings));
    this.button.type = "button";
    this.button.dataset.test = "launcher-button";
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    picture.append(this.path);
    this.button.append(picture, this.badge);
    this.button.addEventListener("click", onClick);
    this.show(false);
  }

  /** Puts the button on the page. Outside the body: a transform there would carry a fixed element away, and some routers replace it. */
  float() {
    this.root.append(this.button);
    document.documentElement.append(this.host);
  }

  /** Stands in the page's own flow instead, without a button. */
  settle(place: Element) {
    this.host.dataset.inline = "";
    place.append(this.host);
  }

  hold(frame: HTMLIFrameElement) {
    this.root.prepend(frame);
  }

  show(open: boolean) {
    this.path.setAttribute("d", open ? CHEVRON : BUBBLE);
    this.button.setAttribute("aria-expanded", String(open));
    this.name();
  }

  say(labels: { open: string; close: string }) {
    this.labels = labels;
    this.name();
  }

  count(unread: number) {
    this.unread = unread;
    this.name();
  }

  focus() {
    this.button.focus();
  }

  private name() {
    const open = this.button.getAttribute("aria-expanded") === "true";
    const label = open ? this.labels.close : this.labels.open;
    this.button.setAttribute("aria-label", this.unread ? `${label} (${this.unread})` : label);
    this.badge.hidden = open || !this.unread;
    this.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
  }

  private dress(css: string) {
    try {
      const style = new CSSStyleSheet();
      style.replaceSync(css);
      this.root.adoptedStyleSheets = [style];
    } catch {
      // Browsers before constructable style sheets; a strict policy there leaves the launcher plain, but usable.
      const style = document.createElement("style");
      style.textContent = css;
      this.root.append(style);
    }
  }
}
