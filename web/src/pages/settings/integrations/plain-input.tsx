import type { RuleField } from '#api/rule-form'
import { Checkbox, Switch } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './integrations.module.css'
import { useRuleWords } from './rule-words.ts'

export interface RuleInputProps {
  readonly field: RuleField
  readonly path: string
  /** What is said at a path; `undefined` = nothing. */
  readonly valueOf: (path: string) => unknown
  readonly onChange: (path: string, value: unknown) => void
  /** What the server found wrong at a path. */
  readonly errorOf: (path: string) => string | undefined
}

/** One value that stands for itself: a text, a number, a choice, a list of words. */
export function PlainInput(props: RuleInputProps) {
  const { field, path, valueOf, onChange, errorOf } = props
  const text = useText()
  const words = useRuleWords()
  const label = words.title(path, field)
  const help = words.help(path, field)
  const error = errorOf(path)
  const value = valueOf(path) ?? field.usual
  if (field.kind === 'switch')
    return (
      <div className={cx(styles.field)}>
        <Switch isSelected={value === true} onChange={(on) => onChange(path, on)}>
          {label}
        </Switch>
        {help === null ? null : <p className={cx(styles.soft)}>{help}</p>}
      </div>
    )
  if (field.kind === 'choice') return <ChoiceInput {...props} label={label} help={help} />
  if (field.kind === 'choices') return <ChoicesInput {...props} label={label} />
  const isList = field.kind === 'words'
  const shown = isList ? (Array.isArray(value) ? value.join(', ') : '') : value === null ? '' : String(value)
  return (
    <TextField
      key={isList ? shown : 'typed'}
      // A list is taken apart when the field is left: a comma that has just been typed must stay.
      {...(isList
        ? {
            defaultValue: shown,
            onBlur: (event) => onChange(path, listOf((event.target as HTMLInputElement).value)),
          }
        : { value: shown, onChange: (typed: string) => onChange(path, plainOf(field, typed)) })}
      label={label}
      type={field.kind === 'date' ? 'date' : 'text'}
      {...(field.kind === 'number' ? { inputMode: 'numeric' as const } : {})}
      {...(help === null ? {} : { description: isList ? `${help} ${text('rule.words')}` : help })}
      {...(error === undefined ? {} : { error })}
    />
  )
}

const listOf = (typed: string): string[] =>
  typed
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** What was typed, as the server takes it; what is no number is left for it to name. */
function plainOf({ kind, mayBeEmpty }: RuleField, typed: string): unknown {
  if (typed.trim() === '' && mayBeEmpty) return null
  if (kind !== 'number') return typed
  return typed.trim() === '' || Number.isNaN(Number(typed)) ? typed : Number(typed)
}

interface Labelled extends RuleInputProps {
  readonly label: string
}

function ChoiceInput({ field, path, valueOf, onChange, label, help }: Labelled & { readonly help: string | null }) {
  const words = useRuleWords()
  const text = useText()
  const empty = field.mayBeEmpty ? [{ key: '', label: text('rule.nothing') }] : []
  const choices = [...empty, ...field.options.map((key) => ({ key, label: words.option(key) }))]
  const value = valueOf(path) ?? field.usual ?? ''
  return (
    <div className={cx(styles.field)}>
      <Select
        label={label}
        choices={choices}
        value={String(value)}
        onChange={(key) => onChange(path, key === '' ? null : key)}
      />
      {help === null ? null : <p className={cx(styles.soft)}>{help}</p>}
    </div>
  )
}

function ChoicesInput({ field, path, valueOf, onChange, label }: Labelled) {
  const words = useRuleWords()
  const value = valueOf(path) ?? field.usual
  const chosen: readonly unknown[] = Array.isArray(value) ? value : []
  return (
    <fieldset className={cx(styles.group)}>
      <legend>{label}</legend>
      {field.options.map((option) => (
        <Checkbox
          key={option}
          isSelected={chosen.includes(option)}
          onChange={(on) =>
            onChange(
              path,
              field.options.filter((each) => (each === option ? on : chosen.includes(each))),
            )
          }
        >
          {words.option(option)}
        </Checkbox>
      ))}
    </fieldset>
  )
}
