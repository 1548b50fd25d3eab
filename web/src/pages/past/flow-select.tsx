import { DATED_FLOWS, type DatedFlow } from '#api/flows'
import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'

interface FlowSelectProps {
  /** Flows that the integration has on. */
  readonly on: readonly string[]
  readonly value: DatedFlow
  readonly onChange: (flow: DatedFlow) => void
}

/** Which records to bring in; nothing where there is only one kind. */
export function FlowSelect({ on, value, onChange }: FlowSelectProps) {
  const text = useText()
  const flows = DATED_FLOWS.filter((flow) => on.includes(flow))
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
