import { useId } from 'react'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'
import type { ListName } from './tables.ts'

interface CellInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** The id of a list of what can be chosen. */
  readonly list?: string
  readonly isDisabled?: boolean
}

/** A cell that is typed into, or chosen for where there is a list. */
export const CellInput = ({ label, value, onChange, list, isDisabled = false }: CellInputProps) => (
  <input
    className={cx(styles.cell)}
    aria-label={label}
    value={value}
    list={list}
    disabled={isDisabled}
    autoComplete="off"
    onChange={(event) => onChange(event.target.value)}
  />
)

/** A cell that says yes, no, or nothing. */
export function FlagInput({ label, value, onChange, isDisabled = false }: Omit<CellInputProps, 'list'>) {
  const text = useText()
  return (
    <select
      className={cx(styles.cell)}
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">–</option>
      <option value="true">{text('setup.yes')}</option>
      <option value="false">{text('setup.no')}</option>
    </select>
  )
}

/** What a system offers for a column, for all rows at once. Answers the id that its cells name; `null` = nothing is asked for. */
export function useChoiceList(connection: string, wanted: ListName | null) {
  const id = useId()
  const asked = { params: { connection }, query: { list: wanted ?? 'accounts' } } as const
  const choices = useRoute('connections.choices', asked, { isEnabled: wanted !== null })
  const list = (
    <datalist id={id} key={id}>
      {(choices.data?.items ?? []).map(({ value, label }) => (
        <option key={value} value={value}>
          {label === value ? undefined : label}
        </option>
      ))}
    </datalist>
  )
  return { id, list }
}
