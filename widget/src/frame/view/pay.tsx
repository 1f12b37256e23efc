import { useEffect, useState } from "preact/hooks";
import type { PayMessage } from "../protocol";
import { word } from "../strings";
import { safe } from "./choices";
import { ClockIcon, OutIcon } from "./icons";
import { clockOf } from "./moments";

const MINUTE = 60_000;

/** The amount, the way to the payment page, and how long the time is kept. The page itself always tells the truth. */
export function Pay({ pay, settled }: { pay: PayMessage["pay"]; settled: boolean }) {
  const left = useMinutesLeft(pay.until, settled);
  const over = left <= 0;
  const past = settled || over;
  const label = past ? word("pay_page") : pay.label;
  return (
    <section class={past ? "pay past" : "pay"} data-test="pay">
      <span class="amount">{pay.amount}</span>
      <p class="until" aria-live="off">
        <ClockIcon />
        <span>{settled ? word("pay_settled") : over ? word("pay_ended") : keptWords(pay.until, left)}</span>
      </p>
      <a
        class={past ? "quiet" : "choice primary"}
        href={safe(pay.url)}
        target="_blank"
        rel="noopener"
        data-test="pay-link"
        aria-label={`${label} (${word("new_tab")})`}
      >
        {label}
        {!past && <OutIcon />}
      </a>
    </section>
  );
}

function keptWords(until: string, left: number): string {
  const kept = word("kept_until", { time: clockOf(until) });
  return left <= 60 ? `${kept} · ${word("minutes_left", { minutes: left })}` : kept;
}

/** Whole minutes until then, rounded up; looked at again while it matters. */
function useMinutesLeft(until: string, settled: boolean): number {
  const count = () => Math.ceil((Date.parse(until) - Date.now()) / MINUTE);
  const [left, setLeft] = useState(count);
  useEffect(() => {
    if (settled) return undefined;
    const timer = setInterval(() => setLeft(count()), 5000);
    return () => clearInterval(timer);
  }, [until, settled]);
  return left;
}
