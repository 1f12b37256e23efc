import { useState } from "preact/hooks";
import { word } from "../strings";
import { PlaceIcon } from "./icons";
import { useSession } from "./session";

/** Where someone is: from the device, once they agree, or typed below like anything else. */
export function Locate() {
  const session = useSession();
  const [state, setState] = useState<"idle" | "asking" | "failed">("idle");
  const ask = () => {
    if (!navigator.geolocation) return setState("failed");
    setState("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        session.locate(coords.latitude, coords.longitude);
      },
      () => setState("failed"),
      { timeout: 15_000, maximumAge: 300_000 },
    );
  };
  return (
    <div class="choices" aria-live="off">
      <button type="button" class="choice plain" data-test="locate" aria-disabled={state === "asking"} onClick={ask}>
        <PlaceIcon />
        {word(state === "asking" ? "locating" : "share_location")}
      </button>
      <p class="note" role="status">
        {state === "failed" && word("no_location")}
      </p>
    </div>
  );
}
