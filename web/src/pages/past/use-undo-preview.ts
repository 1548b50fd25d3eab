import { useQuery } from '@tanstack/react-query'
import type { Asked, Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { clientOf, useOrganization } from '#web/api/organization.tsx'

export type UndoBody = Asked<Routes['undo.preview']>['body']
export type UndoPreview = Answered<Routes['undo.preview']>

/** What would be taken back, as it is now; asked for anew each time that somebody wants to know. `null` = nobody does. */
export function useUndoPreview(body: UndoBody | null) {
  const { organization } = useOrganization()
  return useQuery({
    queryKey: [organization, 'undo.preview', body],
    queryFn: ({ signal }): Promise<UndoPreview> => {
      if (body === null) throw new Error('nothing was asked for')
      return clientOf(organization).call('undo.preview', { params: { organization }, body, signal })
    },
    enabled: body !== null,
    gcTime: 0,
  })
}
