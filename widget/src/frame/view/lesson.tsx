import type { LessonMessage, Told } from "../protocol";
import { statusWord, word } from "../strings";

const TONES: Record<string, string> = {
  confirmed: "good",
  completed: "good",
  settled: "good",
  resolved: "good",
  held: "wait",
  requested: "wait",
  countered: "wait",
  disputed: "wait",
};

/** A lesson that does not come about pays nobody. */
const UNPAID = new Set(["expired", "declined", "withdrawn", "cancelled"]);

/** A lesson as it was told; one whose place a newer card took says so instead of how it stood then. */
export function Lesson({ lesson, told }: { lesson: LessonMessage["lesson"]; told: Told }) {
  const past = told.now === "past";
  const status = (told.status ?? lesson.status).toLowerCase();
  const replaced = past && !told.status;
  const facts = lesson.facts.filter((_fact, at) => !UNPAID.has(status) || !lesson.earned?.includes(at));
  return (
    <section class={past ? "lesson past" : "lesson"} data-test="lesson" data-status={replaced ? "replaced" : status}>
      <div class="top">
        <h2 dir="auto">{lesson.title}</h2>
        <span class={`pill ${(!replaced && TONES[status]) || "over"}`}>
          {replaced ? word("replaced") : statusWord(lesson.yours && status === "requested" ? "yours" : status)}
        </span>
      </div>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
