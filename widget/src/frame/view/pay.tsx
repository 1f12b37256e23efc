import { useEffect, useState } from "preact/hooks";
import { embedded, hostOrigin } from "../page";
import type { PayMessage, Told } from "../protocol";
import { type Word, word } from "../strings";
import { safe } from "./choices";
import { CheckIcon, ClockIcon, OutIcon } from "./icons";
import { clockOf } from "./moments";

const MINUTE = 60_000;

/** The amount, the way to the payment page and how long the time is kept; or what became of it. */
export function Pay({ pay, told }: { pay: PayMessage["pay"]; told: Told }) {
  const past = told.now === "past";
  const left = useMinutesLeft(pay.until, past);
  return (
    <section class={past ? "pay past" : "pay"} data-test="pay" data-status={past ? (told.status ?? "replaced") : "open"}>
      <span class="amount">{pay.amount}</span>
      <p class="until" aria-live="off">
        {BOOKED.has(told.status ?? "") ? <CheckIcon /> : <ClockIcon />}
        <span>{past ? becameWords(told.status) : keptWords(pay.until, left)}</span>
      </p>
      {!past && (
        <a
          class="choice primary"
          href={comingFrom(safe(pay.url))}
          target="_blank"
          rel="opener"
          data-test="pay-link"
          aria-label={`${pay.label} (${word("new_tab")})`}
        >
          {pay.label}
          <OutIcon />
        </a>
      )}
    </section>
  );
}

/** The page after paying leads back to where this chat stands; an opener, so that it may close itself for that. */
function comingFrom(url: string): string {
  const page = new URL(url, location.href);
  if (!embedded) page.searchParams.set("from", location.origin);
  else if (hostOrigin) page.searchParams.set("from", hostOrigin);
  return page.href;
}

const BECAME: Record<string, Word> = {
  requested: "pay_requested",
  countered: "pay_requested",
  cancelled: "pay_cancelled",
};

const BOOKED = new Set(["confirmed", "completed", "settled"]);

/** What came of a payment that cannot be made here any more, by how its lesson stands. */
function becameWords(status: string | null): string {
  return word(!status ? "pay_replaced" : BOOKED.has(status) ? "pay_confirmed" : (BECAME[status] ?? "pay_not_booked"));
}

function keptWords(until: string, left: number): string {
  const kept = word("kept_until", { time: clockOf(until) });
  return left > 0 && left <= 60 ? `${kept} · ${word("minutes_left", { minutes: left })}` : kept;
}

/** Whole minutes until then, rounded up; looked at again while it matters. */
function useMinutesLeft(until: string, past: boolean): number {
  const count = () => Math.ceil((Date.parse(until) - Date.now()) / MINUTE);
  const [left, setLeft] = useState(count);
  useEffect(() => {
    if (past) return undefined;
    const timer = setInterval(() => setLeft(count()), 5000);
    return () => clearInterval(timer);
  }, [until, past]);
  return left;
}
