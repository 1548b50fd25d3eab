import { useQueryClient } from '@tanstack/react-query'
import { useOrganization } from '#web/api/organization.tsx'

/** Asks again for what is shown, after a change that no route of the table made. */
export function useAccountChanged(): () => Promise<void> {
  const queries = useQueryClient()
  const { organization } = useOrganization()
  return () => queries.invalidateQueries({ queryKey: [organization] })
}
