import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { callSignIn } from '#api/sign-in-client'
import { sessionQuery } from '#web/api/session.ts'

/** Goes in, once the session has begun: what was read before belongs to nobody. */
export function useEnter(): (to: string) => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async (to) => {
    queries.removeQueries({ type: 'inactive' })
    queries.removeQueries({ queryKey: sessionQuery.queryKey })
    await navigate({ href: to, replace: true })
  }
}

/** Signs in with what was just chosen, and goes in. */
export function useSignInAndEnter(): (who: { email: string; password: string }, to: string) => Promise<void> {
  const enter = useEnter()
  return async ({ email, password }, to) => {
    await callSignIn('sign-in', { email, password })
    await enter(to)
  }
}
