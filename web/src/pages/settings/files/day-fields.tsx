import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'

interface Days {
  readonly from: string
  readonly to: string
}

interface DayFieldsProps {
  readonly days: Days
  /** The shop's, an IANA zone. */
  readonly timeZone: string
  readonly isRight: boolean
  readonly onDays: (days: Partial<Days>) => void
}

/** From a day to a day, both included. What is no day yet is not taken over. */
export function DayFields({ days: { from, to }, timeZone, isRight, onDays }: DayFieldsProps) {
  const text = useText()
  return (
    <>
      <TextField
        label={text('files.from')}
        description={text('files.days.lead', { zone: timeZone })}
        type="date"
        value={from}
        onChange={(day) => day !== '' && onDays({ from: day })}
      />
      <TextField
        label={text('files.to')}
        type="date"
        value={to}
        onChange={(day) => day !== '' && onDays({ to: day })}
        {...(isRight ? {} : { error: text('files.days.backwards') })}
      />
    </>
  )
}
