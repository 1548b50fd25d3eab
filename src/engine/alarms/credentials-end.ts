import type { Detector } from './facts.ts'
import { lasting } from './words.ts'

const DAY_MS = 24 * 60 * 60_000
const WARN_MS = 7 * DAY_MS
const CRITICAL_MS = DAY_MS

/** Credentials that are renewed by themselves as long as they are used, and are about to end because nobody used them. */
export const credentialsEnd: Detector = {
  codes: ['CREDENTIALS_END'],
  find: ({ connections, now }) =>
    connections.flatMap(({ connectionId, key, pausedAt, refreshExpiresAt }) => {
      if (refreshExpiresAt === null || pausedAt !== null) return []
      const leftMs = new Date(refreshExpiresAt).getTime() - now.getTime()
      if (leftMs > WARN_MS) return []
      const when = leftMs > 0 ? `end in ${lasting(leftMs)}` : 'have ended'
      return [
        {
          code: 'CREDENTIALS_END',
          subject: key,
          integrationId: null,
          connectionId,
          severity: leftMs > CRITICAL_MS ? ('warning' as const) : ('critical' as const),
          message: `The credentials of "${key}" ${when}, and have not been renewed.`,
          remedy: 'Check the connection, which renews them; if it cannot, enter new ones in its settings.',
          count: 1,
        },
      ]
    }),
}
