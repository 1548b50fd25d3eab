import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './integrations.module.css'
import { PlainInput, type RuleInputProps } from './plain-input.tsx'
import { type Group, valueAt } from './rule-values.ts'
import { useRuleWords } from './rule-words.ts'

/** Entries that each have the same fields. */
export function RowsInput({ field, path, valueOf, onChange, errorOf }: RuleInputProps) {
  const text = useText()
  const words = useRuleWords()
  const value = valueOf(path) ?? field.usual
  const rows: readonly Group[] = Array.isArray(value) ? (value as Group[]) : []
  const help = words.help(path, field)
  const change = (index: number, name: string, entered: unknown) => {
    // What was emptied is left out: the server says what it lacks.
    const { [name]: _, ...others } = rows[index] ?? {}
    const row = entered === '' || entered === null ? others : { ...others, [name]: entered }
    onChange(path, rows.toSpliced(index, 1, row))
  }
  return (
    <fieldset className={cx(styles.group)}>
      <legend>{words.title(path, field)}</legend>
      {help === null ? null : <p className={cx(styles.soft)}>{help}</p>}
      {rows.map((row, index) => (
        // Rows have no name of their own.
        <div key={index} className={cx(styles.row)}>
          {(field.fields ?? []).map((part) => (
            <PlainInput
              key={part.name}
              field={{ ...part, help: null }}
              path={part.name}
              valueOf={(name) => valueAt(row, name)}
              onChange={(name, entered) => change(index, name, entered)}
              errorOf={(name) => errorOf(`${path}[${index}].${name}`)}
            />
          ))}
          <IconButton
            label={text('rule.rows.remove', { row: index + 1 })}
            icon={Trash2}
            onPress={() => onChange(path, rows.toSpliced(index, 1))}
          />
        </div>
      ))}
      <div>
        <Button size="small" icon={Plus} onPress={() => onChange(path, [...rows, {}])}>
          {text('rule.rows.add')}
        </Button>
      </div>
    </fieldset>
  )
}
