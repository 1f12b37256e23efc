import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Session, Snapshot } from "../session";

export const SessionContext = createContext<Session>(null as unknown as Session);

export const useSession = () => useContext(SessionContext);

export function useSnapshot(session: Session): Snapshot {
  const [, redraw] = useState(session.snapshot);
  useEffect(() => {
    const update = () => redraw(session.snapshot);
    update();
    return session.listen(update);
  }, [session]);
  return session.snapshot;
}

/** True for a while after something began, false before `delay` milliseconds of it: so that short waits do not flicker. */
export function useLasting(on: boolean, delay: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (!on) return undefined;
    const timer = setTimeout(() => setLasting(true), delay);
    return () => clearTimeout(timer);
  }, [on, delay]);
  return on && lasting;
}
