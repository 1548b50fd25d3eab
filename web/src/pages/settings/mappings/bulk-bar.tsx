import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'
import { COLUMNS, type TableName } from './tables.ts'

type Name = (typeof COLUMNS)[TableName][number]

interface BulkBarProps {
  readonly table: TableName
  readonly count: number
  readonly onSet: (column: string, value: string) => void
  readonly onRemove: () => void
}

/** The same change to all rows that are selected. */
export function BulkBar({ table, count, onSet, onRemove }: BulkBarProps) {
  const text = useText()
  const columns: readonly Name[] = COLUMNS[table]
  const [column, setColumn] = useState<Name>(columns.at(-1) ?? 'account')
  const [value, setValue] = useState('')
  const choices = columns.map((key) => ({ key, label: text(`mappings.column.${key}`) }))
  return (
    <div className={cx(styles.bar)}>
      <strong>{text('mappings.selected', { count })}</strong>
      <div className={cx(styles.actions)}>
        <Select label={text('mappings.bulk.column')} hidesLabel choices={choices} value={column} onChange={setColumn} />
        <TextField
          label={text('mappings.bulk.value')}
          hidesLabel
          placeholder={text('mappings.bulk.value')}
          value={value}
          onChange={setValue}
        />
        <Button onPress={() => onSet(column, value)}>{text('mappings.bulk.set')}</Button>
        <Button kind="danger" onPress={onRemove}>
          {text('mappings.bulk.remove')}
        </Button>
      </div>
    </div>
  )
}
