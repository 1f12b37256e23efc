/**
 * Storage that never fails: a partitioned frame may be refused it, and then things last as long as the page.
 * `localStorage` for what outlives the tab, `sessionStorage` for what belongs to it.
 */
const memory = new Map<string, string>();

type Shelf = "localStorage" | "sessionStorage";

export function keep(shelf: Shelf, key: string, value: string): void {
  memory.set(shelf + key, value);
  try {
    window[shelf].setItem(key, value);
  } catch {
    // Refused or full: memory has it.
  }
}

export function recall(shelf: Shelf, key: string): string | null {
  try {
    return window[shelf].getItem(key) ?? memory.get(shelf + key) ?? null;
  } catch {
    return memory.get(shelf + key) ?? null;
  }
}
