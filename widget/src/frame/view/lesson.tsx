import type { LessonMessage } from "../protocol";
import { statusWord } from "../strings";

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

export function Lesson({ lesson }: { lesson: LessonMessage["lesson"] }) {
  const status = lesson.status.toLowerCase();
  return (
    <section class="lesson" data-test="lesson" data-status={status}>
      <div class="top">
        <h2 dir="auto">{lesson.title}</h2>
        <span class={`pill ${TONES[status] ?? "over"}`}>{statusWord(status)}</span>
      </div>
      <dl>
        {lesson.facts.map(([name, value]) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
