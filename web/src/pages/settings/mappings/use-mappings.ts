import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { ApiMappings } from '#api/integrations'
import { useChange } from '#web/api/use-route.ts'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { changedTables, type Cells, type Draft, draftOf, type TableName } from './tables.ts'

interface Stored {
  readonly revision: number
  readonly mappings: ApiMappings
}

/** What a person changes over what was stored when they began, and the way to save it. Nothing is saved by itself. */
export function useMappings(integration: string, stored: Stored) {
  const text = useText()
  const [base, setBase] = useState(stored)
  const [draft, setDraft] = useState<Draft>(() => draftOf(stored.mappings))
  const [failure, setFailure] = useState<Failure | null>(null)
  const begin = (from: Stored): void => {
    setBase(from)
    setDraft(draftOf(from.mappings))
    setFailure(null)
  }
  const replace = useChange('mappings.replace', {
    onDone: ({ released, ...now }) => {
      begin(now)
      sayDone(text('mappings.saved', { count: released }))
    },
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const before = draftOf(base.mappings)
  const send = (mappings: Partial<ApiMappings>): void =>
    replace.mutate({ params: { integration }, body: { revision: base.revision, mappings } })
  return {
    base,
    before,
    draft,
    failure,
    isSaving: replace.isPending,
    setRows: (table: TableName, rows: readonly Cells[]) => setDraft((now) => ({ ...now, [table]: rows })),
    save: () => send(changedTables(before, draft)),
    saveFields: (fields: ApiMappings['fields']) => send({ fields }),
    discard: () => begin(base),
    /** Puts what was changed here on top of what somebody else has saved meanwhile. */
    takeOver(now: Stored) {
      setBase(now)
      setDraft((mine) => ({ ...draftOf(now.mappings), ...onlyChanged(before, mine) }))
      setFailure(null)
    },
  }
}
export type MappingsEditor = ReturnType<typeof useMappings>

const onlyChanged = (before: Draft, mine: Draft): Partial<Draft> =>
  Object.fromEntries(
    Object.entries(mine).filter(([table, rows]) => JSON.stringify(rows) !== JSON.stringify(before[table as TableName])),
  )
