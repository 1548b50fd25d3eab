import type { PreflightValue } from '#api/preflight'
import { useRoute } from '#web/api/use-route.ts'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { LISTS, NOTHING } from './map-entries.ts'

interface CodeFieldProps {
  readonly label: string
  readonly entry: NonNullable<PreflightValue['entry']>
  /** The connection whose codes they are. */
  readonly target: string
  readonly code: string
  readonly onChoose: (code: string) => void
}

/** The target's code for a value: chosen from a list that is short enough to read, typed otherwise. */
export function CodeField({ label, entry, target, code, onChoose }: CodeFieldProps) {
  const text = useText()
  const list = isListed(entry.table) ? LISTS[entry.table] : null
  const choices = useRoute(
    'connections.choices',
    { params: { connection: target }, query: { list: list ?? 'accounts' } },
    { isEnabled: list !== null },
  )
  if (list === null) return <TextField label={label} value={code} onChange={onChoose} />
  const known = choices.data?.items.map(({ value: key, label: name }) => ({ key, label: name })) ?? []
  const nothing = entry.table === 'taxes' ? [{ key: NOTHING, label: text('setup.map.nothing') }] : []
  const all = [{ key: '', label: text('setup.map.choose') }, ...nothing, ...known]
  return <Select label={label} choices={all} value={code} onChange={onChoose} />
}

const isListed = (table: string): table is keyof typeof LISTS => table in LISTS
