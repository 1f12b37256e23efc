/** What the loader wrote into the frame's address; the frame also stands alone as a page of its own. */
const asked = new URLSearchParams(location.search);
/** What no server's log should have stands behind the #: a code, or whose chat a page of this machine shows and the key that lets it. */
const shown = new URLSearchParams(location.hash.slice(1));

export const site = asked.get("site");
export const accent = asked.get("accent");
export const locale = usable(asked.get("locale")) ?? navigator.language ?? "en";
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
export const topic = {
  tutor: asked.get("tutor") ?? undefined,
  subject: asked.get("subject") ?? undefined,
  payload: asked.get("payload") ?? shown.get("code") ?? undefined,
};
/** Said once: a page that is loaded again must not say it again. */
export function forgetPayload(): void {
  topic.payload = undefined;
  if (!asked.has("payload") && !shown.has("code")) return;
  asked.delete("payload");
  shown.delete("code");
  const [query, hash] = [asked.toString(), shown.toString()];
  history.replaceState(null, "", location.pathname + (query && `?${query}`) + (hash && `#${hash}`));
}
export const speaker = { as: shown.get("as"), key: shown.get("key") };
export const embedded = window.parent !== window;
export const inline = asked.has("inline");
/** The origin of the page around us, the only one spoken with. */
export const hostOrigin = trusted(asked.get("host"));

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|ku-arab|ps|sd|ug|ur|yi)\b/i;

export function directionOf(language: string): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr";
}

function usable(language: string | null): string | undefined {
  try {
    return language ? Intl.getCanonicalLocales(language)[0] : undefined;
  } catch {
    return undefined;
  }
}

function trusted(host: string | null): string | undefined {
  if (!embedded || !host || !/^https?:\/\//.test(host)) return undefined;
  const around = location.ancestorOrigins?.[0];
  return around === undefined || around === host ? host : undefined;
}
