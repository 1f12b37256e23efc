import { useState } from "preact/hooks";
import type { MediaMessage } from "../protocol";

export function MediaPlayer({ media }: { media: MediaMessage["media"] }) {
  return (
    <figure class={`media ${media.type}`} data-test="media">
      {media.type === "audio" && <audio controls preload="metadata" src={media.url} aria-label={media.title} />}
      {media.type === "video" && (
        <video controls playsInline preload="metadata" src={media.url} aria-label={media.title} />
      )}
      {media.type === "photo" && <Photo media={media} />}
      <figcaption dir="auto">
        {media.title}
        {media.seconds ? <span> · {lengthOf(media.seconds)}</span> : null}
      </figcaption>
    </figure>
  );
}

function Photo({ media }: { media: MediaMessage["media"] }) {
  const [broken, setBroken] = useState(false);
  if (broken) return null;
  return (
    <a href={media.url} target="_blank" rel="noopener">
      <img src={media.url} alt={media.title} loading="lazy" onError={() => setBroken(true)} />
    </a>
  );
}

function lengthOf(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
