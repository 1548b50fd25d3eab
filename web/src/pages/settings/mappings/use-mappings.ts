import { useRef, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { ApiMappings } from '#api/integrations'
import { useChange } from '#web/api/use-route.ts'
import { sayDone } from '#web/kit/toasts.tsx'
import { type Stays, useUnsaved } from '#web/kit/unsaved.ts'
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
  // What a call carried: whatever was changed since, or beside it, is still to be saved.
  const sent = useRef<{ readonly draft: Draft; readonly onSaved?: () => void }>({ draft })
  /** What is stored now, with everything on top that differs from `known`. */
  const putOver = (now: Stored, known: Draft): void => {
    setBase(now)
    setDraft((mine) => ({ ...draftOf(now.mappings), ...onlyChanged(known, mine) }))
    setFailure(null)
  }
  const replace = useChange('mappings.replace', {
    onDone: ({ released, ...now }) => {
      putOver(now, sent.current.draft)
      sent.current.onSaved?.()
      sayDone(text('mappings.saved', { count: released }))
    },
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const before = draftOf(base.mappings)
  useUnsaved(JSON.stringify(before) !== JSON.stringify(draft), isSameEditor)
  const send = (mappings: Partial<ApiMappings>, carried: typeof sent.current): void => {
    sent.current = carried
    replace.mutate({ params: { integration }, body: { revision: base.revision, mappings } })
  }
  return {
    base,
    before,
    draft,
    failure,
    isSaving: replace.isPending,
    setRows: (table: TableName, rows: readonly Cells[]) => setDraft((now) => ({ ...now, [table]: rows })),
    save: () => send(changedTables(before, draft), { draft }),
    saveFields: (fields: ApiMappings['fields'], onSaved: () => void) => send({ fields }, { draft: before, onSaved }),
    discard: () => putOver(base, draft),
    /** Puts what was changed here on top of what somebody else has saved meanwhile. */
    takeOver: (now: Stored) => putOver(now, before),
  }
}
export type MappingsEditor = ReturnType<typeof useMappings>

/** The tables of one integration are one form, whichever of them is seen. */
const isSameEditor: Stays = (from, to) => {
  const [one, other] = [from, to].map(
    ({ pathname, search }) => `${pathname} ${'integration' in search ? search.integration : ''}`,
  )
  return one === other
}

const onlyChanged = (before: Draft, mine: Draft): Partial<Draft> =>
  Object.fromEntries(
    Object.entries(mine).filter(([table, rows]) => JSON.stringify(rows) !== JSON.stringify(before[table as TableName])),
  )
