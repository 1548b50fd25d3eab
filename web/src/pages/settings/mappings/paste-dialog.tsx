import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'
import { type Cells, COLUMNS, pasted, type TableName } from './tables.ts'

interface PasteDialogProps {
  readonly table: TableName
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onTake: (rows: readonly Cells[]) => void
}

/** Rows of a spreadsheet, looked through before they are taken over; saving is a step of its own. */
export function PasteDialog({ table, isOpen, onClose, onTake }: PasteDialogProps) {
  const text = useText()
  const [words, setWords] = useState('')
  const { rows, problems } = pasted(table, words)
  const take = (): void => {
    onTake(rows)
    onClose()
  }
  const columns = COLUMNS[table].map((name) => text(`mappings.column.${name}`)).join(' · ')
  return (
    <Dialog
      title={text('mappings.paste.title')}
      isOpen={isOpen}
      onClose={onClose}
      size="wide"
      footer={
        <>
          <Button onPress={onClose}>{text('mappings.cancel')}</Button>
          <Button kind="primary" isDisabled={rows.length === 0 || problems.length > 0} onPress={take}>
            {text('mappings.paste.take', { count: rows.length })}
          </Button>
        </>
      }
    >
      <div className={cx(styles.stack)}>
        <TextField
          label={text('mappings.paste.rows')}
          description={text('mappings.paste.lead', { columns })}
          isLong
          value={words}
          onChange={setWords}
        />
        {words.trim() === '' ? null : (
          <p>{text('mappings.paste.found', { rows: rows.length, problems: problems.length })}</p>
        )}
        <ul className={cx(styles.changes)}>
          {problems.slice(0, 20).map(({ line, problem }) => (
            <li key={line}>{text(`mappings.paste.${problem}`, { line })}</li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
