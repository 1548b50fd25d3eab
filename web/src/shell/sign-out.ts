import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ApiFailure } from '#api/client'
import { callSignIn } from '#api/sign-in-client'
import { sayFailed } from '#web/kit/toasts.tsx'

/** Ends the session and forgets what was read in it. */
export function useSignOut(): () => void {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = async (): Promise<void> => {
    try {
      await callSignIn('sign-out', {})
      await navigate({ to: '/sign-in' })
      queries.clear()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      sayFailed(error.failure)
    }
  }
  return () => void signOut()
}
