import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Flows whose records have days; stock is only as it is now. */
const FLOWS = ['orders', 'payouts', 'customers', 'products', 'price-lists', 'fulfillments'] as const
export type Flow = (typeof FLOWS)[number]

interface FlowSelectProps {
  /** Flows that the integration has on. */
  readonly on: readonly string[]
  readonly value: Flow
  readonly onChange: (flow: Flow) => void
}

/** Which records to bring in; nothing where there is only one kind. */
export function FlowSelect({ on, value, onChange }: FlowSelectProps) {
  const text = useText()
  const flows = FLOWS.filter((flow) => on.includes(flow))
  if (flows.length < 2) return null
  return (
    <Select
      label={text('past.import.flow')}
      hidesLabel
      value={value}
      choices={flows.map((key) => ({ key, label: text(`flow.${key}`) }))}
      onChange={onChange}
    />
  )
}
