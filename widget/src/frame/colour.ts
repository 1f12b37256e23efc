/** The site's accent made readable: contrast by relative luminance (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */

type Rgb = [number, number, number];

const PAPER: Rgb = [251, 248, 243];
const NIGHT: Rgb = [38, 35, 32];
const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [25, 21, 18];
/** A button's words are what tells it from the page; its colour need only not vanish. */
const VISIBLE = 1.4;
/** Above the 4.5 that is asked for, because words also stand on a tint of their own colour. */
const READABLE = 5.2;

/** Sets the accent's variables on the document, if it is a colour at all (`#rgb` or `#rrggbb`). */
export function paint(accent: string | null | undefined): void {
  const colour = accent ? parse(accent) : undefined;
  if (!colour) return;
  const style = document.documentElement.style;
  const light = firstReadable(colour, darken, PAPER);
  const dark = firstReadable(colour, brighten, NIGHT);
  const fill = contrast(colour, PAPER) >= VISIBLE ? colour : light;
  style.setProperty("--accent-light", css(fill));
  style.setProperty("--accent-ink-light", css(light));
  style.setProperty("--on-accent-light", css(on(fill)));
  style.setProperty("--accent-dark", css(dark));
  style.setProperty("--on-accent-dark", css(on(dark)));
}

function parse(text: string): Rgb | undefined {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1];
  if (!hex) return undefined;
  const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  const value = parseInt(full, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const mix = (part: number, other: number, share: number) => Math.round(part + (other - part) * share);
const darken = (part: number, share: number) => Math.round(part * (1 - share));
/** Stronger as well as lighter: white alone would turn a deep colour grey. */
const brighten = (part: number, share: number) => mix(Math.min(255, part * (1 + 1.4 * share)), 255, share * 0.7);

/** The least change of a colour that can be read on a background. */
function firstReadable(colour: Rgb, change: (part: number, share: number) => number, background: Rgb): Rgb {
  let changed = colour;
  for (let share = 0; share <= 1 && contrast(changed, background) < READABLE; share += 0.05)
    changed = colour.map((part) => change(part, share)) as Rgb;
  return changed;
}

const on = (fill: Rgb) => (contrast(WHITE, fill) >= contrast(INK, fill) ? WHITE : INK);
const css = (colour: Rgb) => `rgb(${colour.join(" ")})`;

function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
