import type { ApiMappings } from '#api/integrations'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'
import { type Change, changesOf } from './tables.ts'
import type { MappingsEditor } from './use-mappings.ts'

const SHOWN = 50

interface SaveBarProps {
  readonly editor: MappingsEditor
  readonly stored: { readonly revision: number; readonly mappings: ApiMappings }
}

/** What would change, before it does. */
export function SaveBar({ editor, stored }: SaveBarProps) {
  const text = useText()
  const { before, draft, failure, isSaving, save, discard, takeOver } = editor
  const changes = changesOf(before, draft)
  if (changes.length === 0 && failure === null) return null
  const isNews = failure?.code === 'CHANGED_MEANWHILE'
  const again = (
    <Button size="small" onPress={() => takeOver(stored)}>
      {text('mappings.takeover')}
    </Button>
  )
  return (
    <Card title={text('mappings.changes', { count: changes.length })} description={text('mappings.changes.lead')}>
      <div className={cx(styles.stack)}>
        {failure === null ? null : <FailureNotice failure={failure} {...(isNews ? { action: again } : {})} />}
        <ul className={cx(styles.changes)}>
          {changes.slice(0, SHOWN).map((change) => (
            <ChangeLine key={`${change.table} ${change.what}`} change={change} />
          ))}
        </ul>
        {changes.length > SHOWN ? (
          <p className={cx(styles.soft)}>{text('mappings.changes.more', { count: changes.length - SHOWN })}</p>
        ) : null}
        <div className={cx(styles.actions)}>
          <Button kind="primary" isBusy={isSaving} isDisabled={isNews} onPress={save}>
            {text('mappings.save')}
          </Button>
          <Button onPress={discard}>{text('mappings.discard')}</Button>
        </div>
      </div>
    </Card>
  )
}

function ChangeLine({ change: { table, what, before, after } }: { readonly change: Change }) {
  const text = useText()
  const nothing = text('mappings.nothing')
  return (
    <li>
      <span className={cx(styles.soft)}>{text(`mappings.part.${table}`)}</span> <strong>{what}</strong>{' '}
      {before === null ? text('mappings.added') : <del>{before || nothing}</del>}{' '}
      {after === null ? text('mappings.removed') : <ins>{after || nothing}</ins>}
    </li>
  )
}
