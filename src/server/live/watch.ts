import { latestMarks, type Topic, TOPICS } from '#database/latest'
import type { DeliveryServices } from '#server/services'

type Listener = (topics: readonly Topic[]) => void

interface Watched {
  readonly listeners: Set<Listener>
  /** Ends when nobody listens any more. */
  readonly over: AbortController
}

/** Tells pages what has changed since a moment ago. Looks only while somebody listens, and once for all who do. */
export interface Watch {
  /** Answers how to stop listening. */
  listen(organizationId: string, listener: Listener): () => void
}

// Fresh enough for a person to call it live; a thousand open pages of one organisation cost one small query in this time.
const LOOK_EVERY_MS = 1_000

export function createWatch({ pool, clock, log }: Pick<DeliveryServices, 'pool' | 'clock' | 'log'>): Watch {
  const watched = new Map<string, Watched>()

  const look = async (organizationId: string, { listeners, over }: Watched): Promise<void> => {
    let known = await latestMarks(pool, organizationId).catch(() => null)
    while (!over.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, over.signal)
      try {
        const now = await latestMarks(pool, organizationId)
        const changed = TOPICS.filter((topic) => now[topic] !== known?.[topic])
        known = now
        if (changed.length > 0) for (const listener of listeners) listener(changed)
      } catch (error) {
        // Pages ask anew once the database is back: everything counts as changed then.
        known = null
        log.debug({ error: String(error) }, 'cannot look for changes right now')
      }
    }
  }

  const begin = (organizationId: string): Watched => {
    const fresh: Watched = { listeners: new Set(), over: new AbortController() }
    watched.set(organizationId, fresh)
    void look(organizationId, fresh)
    return fresh
  }

  return {
    listen(organizationId, listener) {
      const own = watched.get(organizationId) ?? begin(organizationId)
      own.listeners.add(listener)
      return () => {
        own.listeners.delete(listener)
        if (own.listeners.size > 0) return
        own.over.abort()
        if (watched.get(organizationId) === own) watched.delete(organizationId)
      }
    },
  }
}
