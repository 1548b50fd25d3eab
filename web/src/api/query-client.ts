import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiFailure } from '#api/client'
import { answering } from './connection.ts'

const FRESH_MS = 2000
const TRIES = 3
const SLOWEST_RETRY_MS = 10_000
/** Nobody answers, or a proxy says so. */
const AWAY: ReadonlySet<number> = new Set([0, 502, 504])

/** Keeps answers and asks again. `onSignedOut`: a session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (!(error instanceof ApiFailure)) return
    answering.set(!AWAY.has(error.status))
    if (error.status === 401) onSignedOut()
    // A role was changed meanwhile: what one may not do is not offered any more.
    if (error.status === 403) void client.invalidateQueries({ queryKey: ['session'] })
  }
  const onSuccess = (): void => answering.set(true)
  const client = new QueryClient({
    queryCache: new QueryCache({ onError, onSuccess }),
    mutationCache: new MutationCache({ onError, onSuccess }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // What was refused stays refused; what could not be reached may come back.
        retry: (failures, error) => isUnreachable(error) && failures < TRIES,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, SLOWEST_RETRY_MS),
        // Asking while the browser believes to be off line is right: Tillbridge often runs on the same machine.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiFailure && (AWAY.has(error.status) || error.status === 503)
