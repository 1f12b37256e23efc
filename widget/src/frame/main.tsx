import { render } from "preact";
import { tellHost } from "./host";
import { directionOf, locale } from "./page";
import { Session } from "./session";
import { App } from "./view/app";

document.documentElement.lang = locale;
document.documentElement.dir = directionOf(locale);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) tellHost({ etude: "close" });
});

const session = new Session();
render(<App session={session} />, document.getElementById("chat")!);
session.connect();
