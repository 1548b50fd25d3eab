import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { tokenOf } from './next.ts'

/** What the link in the address was made for. */
export interface Link<T> {
  readonly token: string
  readonly of: T | undefined
  readonly failure: Failure | null
}

/** Asks the server what the link is for. It only looks: a link that is previewed is not used up. */
export function useLink<T>(name: string, look: (token: string) => Promise<T>): Link<T> {
  const named = tokenOf(useLocation().hash)
  const [token, setToken] = useState(named)
  // Once the page is left, the address names none any more, for a moment before the page is gone.
  if (named !== '' && named !== token) setToken(named)
  const { data, error } = useQuery({
    queryKey: [name, token],
    queryFn: () => look(token),
    retry: false,
    staleTime: Infinity,
  })
  return { token, of: data, failure: error instanceof ApiFailure ? error.failure : null }
}
