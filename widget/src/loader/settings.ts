/** What the site's owner wrote on the script tag. */
export interface Settings {
  frame: URL;
  site: string | undefined;
  accent: string;
  left: boolean;
  label: string;
  open: string | undefined;
  inline: string | undefined;
}

const ACCENT = "#17685a";
const COLOUR = /^#([\da-f]{3}|[\da-f]{6})$/i;

/** The tag that loaded us: `currentScript` is null in a module, so then it is found by its name. */
function findScript(): HTMLScriptElement | null {
  const current = document.currentScript;
  return current instanceof HTMLScriptElement ? current : document.querySelector('script[src*="/widget.js"]');
}

export function readSettings(): Settings | undefined {
  const script = findScript();
  if (!script) return undefined;
  const { site, accent, position, locale, tutor, subject, open, inline, label } = script.dataset;
  const frame = new URL("widget/frame", script.src);
  const told = { site, accent, locale, tutor, subject, host: location.origin };
  for (const [name, value] of Object.entries(told)) if (value) frame.searchParams.set(name, value);
  return {
    frame,
    site,
    accent: accent && COLOUR.test(accent) ? accent : ACCENT,
    left: position === "left",
    label: label || "Chat",
    open,
    inline,
  };
}
