import { useState } from 'react'
import type { AttentionGroup } from '#api/attention'
import type { PreflightValue } from '#api/preflight'
import { useMay } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { KeyValues } from '#web/kit/key-values.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { type Say, useText } from '#web/languages/use-text.ts'
import { CodeField } from '#web/pages/setup/code-field.tsx'
import { withChosen } from '#web/pages/setup/map-entries.ts'
import styles from './attention.module.css'

interface MapFormProps {
  readonly group: AttentionGroup
  readonly entry: NonNullable<PreflightValue['entry']>
}

/** What people call a table or a column of it; what has no name is called as it is. */
function nameText(text: Say, of: 'part' | 'column', name: string): string {
  const id = `mappings.${of}.${name}`
  return id in en ? text(id as TextId) : name
}

/** Chooses the target's code for a value that no table knows; everything that waited for it goes on, and is watched. */
export function MapForm({ group, entry }: MapFormProps) {
  const text = useText()
  const { integration, connection, code, subject, transfers } = group
  const params = { integration: integration ?? '' }
  const mayMap = useMay('configuration:change')
  const tables = useRoute('mappings.show', { params }, { isEnabled: integration !== null })
  const [chosen, setChosen] = useState('')
  const resolve = useChange('attention.resolve')
  const replace = useChange('mappings.replace', {
    onDone: () => {
      sayDone(text('attention.mapped'))
      if (integration !== null) resolve.mutate({ body: { integration, cause: code, subject, expected: transfers } })
    },
  })
  if (!mayMap) return <p className={cx(styles.soft)}>{text('attention.map.ask')}</p>
  const key = subject ?? code
  const facts = Object.entries(entry.values).map(
    ([name, value]) => [nameText(text, 'column', name), String(value)] as const,
  )
  return (
    <form
      className={cx(styles.map)}
      onSubmit={(event) => {
        event.preventDefault()
        if (tables.data === undefined || chosen.trim() === '') return
        const { revision, mappings } = tables.data
        const values = [{ subject: key, entry }]
        replace.mutate({ params, body: { revision, mappings: withChosen(mappings, values, { [key]: chosen }) } })
      }}
    >
      <KeyValues facts={[[text('attention.map.table'), nameText(text, 'part', entry.table)], ...facts]} />
      <CodeField
        label={text('attention.map.code')}
        entry={entry}
        target={connection ?? ''}
        code={chosen}
        onChoose={setChosen}
      />
      <div>
        <Button
          kind="primary"
          type="submit"
          isBusy={replace.isPending || resolve.isPending}
          isDisabled={chosen.trim() === '' || tables.data === undefined}
        >
          {text('attention.map.save', { count: transfers })}
        </Button>
      </div>
    </form>
  )
}
