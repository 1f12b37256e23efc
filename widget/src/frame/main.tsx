import { render } from "preact";
import { tellHost } from "./host";
import { embedded, locale } from "./page";
import { Session } from "./session";
import { speak } from "./strings";
import { App } from "./view/app";

speak(locale);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tellHost({ etude: "close" });
});

// Around a frame the loader does this; a page of its own has to make room for an on-screen keyboard itself.
if (!embedded)
  visualViewport?.addEventListener("resize", () => {
    if (visualViewport) document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
  });

const session = new Session();
render(<App session={session} />, document.getElementById("chat")!);
session.connect();
