import { useEffect } from "preact/hooks";
import { paint } from "../colour";
import { tellHost } from "../host";
import { accent, embedded, hostOrigin, inline } from "../page";
import type { Session } from "../session";
import { word } from "../strings";
import { Composer } from "./composer";
import { CloseIcon } from "./icons";
import { Log } from "./log";
import { SessionContext, useLasting, useSnapshot } from "./session";

export function App({ session }: { session: Session }) {
  const now = useSnapshot(session);
  const colour = accent ?? now.siteAccent;
  useEffect(() => paint(colour), [colour]);
  useEffect(() => {
    document.title = now.siteName ?? word("title");
  }, [now.siteName]);
  return (
    <SessionContext.Provider value={session}>
      <div class={inline || embedded ? "chat" : "chat alone"}>
        <Header name={now.siteName} />
        <main>
          <Log now={now} />
          <LineState state={now.line} />
          {now.turnedAway ? <p class="turned-away">{now.turnedAway}</p> : <Composer now={now} />}
        </main>
      </div>
    </SessionContext.Provider>
  );
}

function Header({ name }: { name: string | undefined }) {
  return (
    <header>
      <span class="mark" aria-hidden="true">
        {[...(name ?? "E")][0]}
      </span>
      <h1 dir="auto">{name ?? word("title")}</h1>
      {hostOrigin && !inline && (
        <button
          type="button"
          class="round"
          data-test="close"
          aria-label={word("close")}
          onClick={() => tellHost({ etude: "close" })}
        >
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

function LineState({ state }: { state: Session["snapshot"]["line"] }) {
  const lasting = useLasting(state === "connecting" || state === "offline", 800);
  return (
    <p class="line" role="status" data-test="line" data-state={state}>
      {lasting && word(state === "offline" ? "offline" : "connecting")}
    </p>
  );
}
