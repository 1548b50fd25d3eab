import { useSyncExternalStore } from 'react'

let isAnswering = true
const listeners = new Set<() => void>()

/** Told by every call, whether the server could be reached. */
export function noteAnswering(now: boolean): void {
  if (now === isAnswering) return
  isAnswering = now
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether the last call reached the server. */
export const useIsAnswering = (): boolean => useSyncExternalStore(subscribe, () => isAnswering)
