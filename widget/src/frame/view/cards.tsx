import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Card, CardsMessage } from "../protocol";
import type { Standing } from "../standing";
import { word } from "../strings";
import { ChoiceButton, relation, safe } from "./choices";
import { BackIcon, CheckIcon, ClockIcon, ForthIcon, StarIcon } from "./icons";

interface Drawn {
  message: CardsMessage;
  standing: Standing;
}

/** Tutors side by side: scrolled by touch, by the arrow keys, by its two buttons, or by moving the focus. */
export function Cards({ message, standing }: Drawn) {
  const shelf = useRef<HTMLUListElement>(null);
  const [edge, setEdge] = useState({ start: true, end: true });
  const step = (by: 1 | -1) => {
    const list = shelf.current;
    const width = list?.firstElementChild?.clientWidth ?? 0;
    list?.scrollBy({ left: by * (width + 10) * (isRtl(list) ? -1 : 1), behavior: smooth() });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== shelf.current || !/^Arrow(Left|Right)$/.test(event.key)) return;
    event.preventDefault();
    step((event.key === "ArrowRight") === !isRtl(shelf.current) ? 1 : -1);
  };
  const measure = () => {
    const list = shelf.current;
    if (!list) return;
    const at = Math.abs(list.scrollLeft);
    setEdge({ start: at < 8, end: at > list.scrollWidth - list.clientWidth - 8 });
  };
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(measure);
    if (shelf.current) watcher.observe(shelf.current);
    return () => watcher.disconnect();
  }, []);
  return (
    <div class="shelf">
      <ul role="list" tabIndex={0} aria-label={word("tutors")} ref={shelf} onKeyDown={onKey} onScroll={measure}>
        {message.cards.map((card, at) => (
          <TutorCard key={at} card={card} message={message} standing={standing} />
        ))}
      </ul>
      {!(edge.start && edge.end) && (
        <div class="turn" aria-live="off">
          <button
            type="button"
            class="round back"
            aria-label={word("previous")}
            aria-disabled={edge.start}
            onClick={() => step(-1)}
          >
            <BackIcon />
          </button>
          <button
            type="button"
            class="round forth"
            aria-label={word("next")}
            aria-disabled={edge.end}
            onClick={() => step(1)}
          >
            <ForthIcon />
          </button>
        </div>
      )}
    </div>
  );
}

function TutorCard({ card, message, standing }: Drawn & { card: Card }) {
  const chosen = card.buttons.some((button) => button.i === standing.tapped);
  const buttons = card.buttons.filter((button) => standing.open || button.url);
  return (
    <li class={chosen ? "card chosen" : "card"} data-test="card">
      <div class="who">
        <Face card={card} />
        <div>
          <h2 dir="auto">{card.title}</h2>
          <Rating card={card} />
        </div>
        {card.badge && (
          <span class="badge">
            <CheckIcon />
            {card.badge}
          </span>
        )}
      </div>
      <p class="headline" dir="auto">
        {card.subtitle}
      </p>
      {card.reasons.length > 0 && (
        <ul class="reasons" role="list">
          {card.reasons.map((reason) => (
            <li key={reason} dir="auto">
              <CheckIcon />
              {reason}
            </li>
          ))}
        </ul>
      )}
      <p class="terms">
        <span class="price">
          <b>{card.price}</b> <span>/ {card.per}</span>
        </span>
        {card.next && (
          <span class="free">
            <ClockIcon />
            {word("next_time", { time: card.next })}
          </span>
        )}
      </p>
      {(buttons.length > 0 || card.profile) && (
        <div class="acts" aria-live="off">
          {buttons.map((choice) => (
            <ChoiceButton key={choice.i} message={message} choice={choice} standing={standing} />
          ))}
          {card.profile && !buttons.some((button) => button.url) && (
            <a
              class="quiet"
              href={safe(card.profile)}
              target="_blank"
              rel={relation(card.profile)}
              aria-label={`${word("profile")}: ${card.title} (${word("new_tab")})`}
            >
              {word("profile")}
            </a>
          )}
        </div>
      )}
    </li>
  );
}

function Rating({ card }: { card: Card }) {
  if (!card.rating) return <span class="rating new">{word("new_tutor")}</span>;
  return (
    <span class="rating" role="img" aria-label={word("rated", { rating: card.rating, count: card.reviews })}>
      <StarIcon />
      <b>{card.rating}</b> ({card.reviews})
    </span>
  );
}

function Face({ card }: { card: Card }) {
  const [broken, setBroken] = useState(false);
  if (card.photo && !broken)
    return <img class="face" src={card.photo} alt="" loading="lazy" onError={() => setBroken(true)} />;
  return (
    <span class="face" aria-hidden="true">
      {initials(card.title)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
}

const isRtl = (element: Element | null) => !!element && getComputedStyle(element).direction === "rtl";
const smooth = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
