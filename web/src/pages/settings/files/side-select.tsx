import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'
import { type Side, SIDES } from './filter.ts'

interface SideSelectProps {
  readonly label: string
  readonly value: Side
  readonly isDisabled?: boolean
  readonly onChange: (side: Side) => void
}

/** The store or the ERP. */
export function SideSelect(props: SideSelectProps) {
  const text = useText()
  return <Select {...props} choices={SIDES.map((key) => ({ key, label: text(`files.side.${key}`) }))} />
}
