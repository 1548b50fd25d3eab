import { useSyncExternalStore } from 'react'

/** Something that is so or not, for the whole page: told from outside of components, seen within. */
export interface Flag {
  set(now: boolean): void
  useIsSet(): boolean
}

export function createFlag(initial: boolean): Flag {
  let isSet = initial
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    set(now) {
      if (now === isSet) return
      isSet = now
      for (const listener of listeners) listener()
    },
    useIsSet: () => useSyncExternalStore(subscribe, () => isSet),
  }
}
