import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useMay } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'

export type AuditEntry = Answered<Routes['audit.list']>['items'][number]

const LOOK_EVERY_MS = 30_000

/** What the page of a transfer tells beside its attempts. Who may not read the audit log sees no names. */
export function useStory(transferId: string) {
  const mayAudit = useMay('audit:read')
  const told = useRoute('transfers.story', { params: { transferId } }, { everyMs: LOOK_EVERY_MS })
  const changes = useRoute(
    'audit.list',
    { query: { subject: `transfer:${transferId}`, limit: 100 } },
    { everyMs: LOOK_EVERY_MS, isEnabled: mayAudit },
  )
  return { told: told.data, changes: mayAudit ? (changes.data?.items ?? []) : [] }
}
