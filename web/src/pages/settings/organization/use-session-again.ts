import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { sessionQuery } from '#web/api/session.ts'

/** Asks anew who is signed in and what their organisations are called, and lets the pages around this one know. */
export function useSessionAgain(): () => Promise<void> {
  const queries = useQueryClient()
  const router = useRouter()
  return async () => {
    await queries.refetchQueries({ queryKey: sessionQuery.queryKey })
    // What an address belongs to was read from the session when it was opened.
    await router.invalidate()
  }
}
