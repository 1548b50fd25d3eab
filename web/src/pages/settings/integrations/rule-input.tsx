import { cx } from '#web/kit/class-names.ts'
import styles from './integrations.module.css'
import { JsonInput } from './json-input.tsx'
import { OwnershipTable } from './ownership-table.tsx'
import { PlainInput, type RuleInputProps } from './plain-input.tsx'
import { RowsInput } from './rows-input.tsx'
import { useRuleWords } from './rule-words.ts'

/** One policy or rule, entered as what it is. */
export function RuleInput(props: RuleInputProps) {
  const { field, path } = props
  if (field.kind === 'group') return <GroupInput {...props} />
  if (field.kind === 'rows') return <RowsInput {...props} />
  if (field.kind === 'json') return <JsonInput {...props} />
  if (field.kind === 'ownership')
    return <OwnershipTable {...props} fields={[field]} above={path.split('.').slice(0, -1).join('.')} />
  return <PlainInput {...props} />
}

function GroupInput(props: RuleInputProps) {
  const { field, path } = props
  const words = useRuleWords()
  const fields = field.fields ?? []
  const isMatrix = fields.length > 0 && fields.every(({ kind }) => kind === 'ownership')
  const help = words.help(path, field)
  return (
    <fieldset className={cx(styles.group)}>
      <legend>{words.title(path, field)}</legend>
      {help === null ? null : <p className={cx(styles.soft)}>{help}</p>}
      {isMatrix ? (
        <OwnershipTable {...props} fields={fields} above={path} />
      ) : (
        fields.map((part) => <RuleInput key={part.name} {...props} field={part} path={`${path}.${part.name}`} />)
      )}
    </fieldset>
  )
}
