import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { clientOf } from './organization.tsx'

export type Session = Answered<Routes['session.show']>

/** Who is signed in, and where they may do what. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }): Promise<Session> => clientOf('').call('session.show', { signal }),
  staleTime: 60_000,
})

export const useSession = (): Session | undefined => useQuery(sessionQuery).data
