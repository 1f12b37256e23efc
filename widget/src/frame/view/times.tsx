import { useState } from "preact/hooks";
import type { Time, TimesMessage } from "../protocol";
import type { Standing } from "../standing";
import { word } from "../strings";
import { leaving } from "./choices";
import { useSession } from "./session";

interface Drawn {
  message: TimesMessage;
  standing: Standing;
}

const PARTS = ["morning", "afternoon", "evening"] as const;

/** Free times: a strip of days, and the chosen day's times by part of the day, in the zone that is named under them. */
export function Times({ message, standing }: Drawn) {
  const days = [...new Map(message.times.map((time) => [time.day, time])).values()];
  const tapped = message.times.find((time) => time.i === standing.tapped);
  const [picked, pick] = useState<string>();
  const day = picked ?? tapped?.day ?? days[0]?.day;
  if (!standing.open) return null;
  return (
    <div class="times" aria-live="off">
      {days.length > 1 && (
        <div class="days" role="group" aria-label={word("days")}>
          {days.map((one) => (
            <Day key={one.day} time={one} on={one.day === day} onPick={() => pick(one.day)} />
          ))}
        </div>
      )}
      {PARTS.map((part) => (
        <Part
          key={part}
          part={part}
          times={message.times.filter((time) => time.day === day && time.part === part)}
          message={message}
          tapped={tapped}
        />
      ))}
      <p class="zone">
        {message.zone_label}
        {message.note && <span dir="auto"> · {message.note}</span>}
      </p>
    </div>
  );
}

function Day({ time, on, onPick }: { time: Time; on: boolean; onPick: () => void }) {
  const [weekday, ...rest] = time.day_label.split(" ");
  return (
    <button type="button" class="day-button" aria-pressed={on} data-test="day" onClick={onPick}>
      <span>{weekday}</span> <b>{rest.join(" ")}</b>
    </button>
  );
}

interface PartDrawn {
  part: Time["part"];
  times: Time[];
  message: TimesMessage;
  tapped: Time | undefined;
}

function Part({ part, times, message, tapped }: PartDrawn) {
  const session = useSession();
  if (!times.length) return null;
  return (
    <div class="part" role="group" aria-label={`${times[0]!.day_label}, ${word(part)}`}>
      <span aria-hidden="true">
        {times[0]!.day_label} · {word(part)}
      </span>
      <div class="chips">
        {times.map((time) => (
          <button
            type="button"
            key={time.i}
            class={time === tapped ? "choice chip tapped" : "choice chip"}
            data-test="time"
            data-i={time.i}
            data-start={time.start}
            aria-label={`${time.clock}, ${time.day_label}`}
            onClick={leaving(() => session.tap(message, time.i, `${time.day_label}, ${time.clock}`))}
          >
            {time.clock}
          </button>
        ))}
      </div>
    </div>
  );
}
