import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { clientOf, useOrganization } from '#web/api/organization.tsx'

export type LookedUp = Answered<Routes['products.look']>

/**
 * One product as both systems hold it. It is read from the systems themselves, so it is not read again whenever anything changes: they
 * allow only so many calls.
 */
export function useLook(integration: string, name: string): UseQueryResult<LookedUp> {
  const { organization } = useOrganization()
  return useQuery({
    queryKey: ['products.look', organization, integration, name],
    queryFn: ({ signal }): Promise<LookedUp> =>
      clientOf(organization).call('products.look', { params: { organization }, query: { integration, name }, signal }),
    refetchOnWindowFocus: false,
  })
}
