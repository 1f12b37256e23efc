import type { Settings } from "./settings";

/**
 * The look of launcher and panel, for `adoptedStyleSheets`, which a strict Content-Security-Policy lets through.
 * An `!important` rule of a shadow tree beats every rule of the page around it (CSS Cascade 5, §6.1), hence `:host`.
 */
export const sheet = ({ accent, left }: Settings) => {
  const side = left ? "left" : "right";
  return `
:host{all:initial!important;direction:ltr!important;unicode-bidi:isolate!important;position:fixed!important;z-index:2147483647!important;
bottom:max(20px,env(safe-area-inset-bottom))!important;${side}:20px!important;width:60px!important;height:60px!important}
:host([data-inline]){position:relative!important;inset:auto!important;z-index:auto!important;display:block!important;width:100%!important;height:100%!important;min-height:480px!important}
button{all:unset;box-sizing:border-box;position:absolute;inset:0;border-radius:50%;background:${accent};color:${readable(accent)};cursor:pointer;
display:grid;place-items:center;box-shadow:0 1px 2px rgb(0 0 0/.2),0 8px 24px rgb(0 0 0/.22);transition:transform .16s ease,box-shadow .16s ease;-webkit-tap-highlight-color:transparent}
button:hover{transform:translateY(-2px);box-shadow:0 2px 4px rgb(0 0 0/.2),0 12px 28px rgb(0 0 0/.26)}
button:active{transform:scale(.95)}
button:focus-visible{outline:3px solid #fff;outline-offset:-5px;box-shadow:0 0 0 3px #111,0 8px 24px rgb(0 0 0/.22)}
svg{width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;pointer-events:none}
i{all:unset;position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#c62828;color:#fff;
box-shadow:0 0 0 2px #fff;font:600 13px/22px system-ui,sans-serif;text-align:center;pointer-events:none}
[hidden]{display:none!important}
iframe{all:unset;position:fixed;${side}:20px;bottom:96px;width:400px;height:min(640px,100dvh - 116px);max-width:calc(100vw - 40px);border-radius:20px;
background:#fbf8f3;box-shadow:0 0 0 1px rgb(0 0 0/.06),0 4px 12px rgb(0 0 0/.1),0 24px 64px rgb(0 0 0/.24);transform-origin:bottom ${side};transition:opacity .18s ease,transform .18s ease,visibility 0s}
iframe.shut{visibility:hidden;pointer-events:none;opacity:0;transform:translateY(8px) scale(.97);transition:opacity .14s ease,transform .14s ease,visibility 0s .14s}
:host([data-inline]) iframe{position:absolute;inset:0;width:100%;height:100%;max-width:none;border-radius:16px;box-shadow:0 0 0 1px rgb(0 0 0/.1)}
@starting-style{iframe{opacity:0;transform:translateY(8px) scale(.97)}}
@media(max-width:479.98px),(max-height:439.98px){
:host(:not([data-inline])) iframe{inset:auto;top:var(--top,0);left:0;width:100%;max-width:none;height:var(--height,100dvh);border-radius:0;box-shadow:none}
:host(:not([data-inline])) button[aria-expanded=true]{display:none}}
@media(prefers-color-scheme:dark){iframe{background:#1b1917}}
@media(prefers-reduced-motion:reduce){button,iframe,iframe.shut{transition:none}}
@media(forced-colors:active){button,iframe{border:2px solid ButtonText}}
@media print{:host{display:none!important}}`;
};

/** White or near black, whichever reads better on a colour (relative luminance, WCAG 2.2). */
function readable(colour: string): string {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.22 ? "#191512" : "#fff";
}
