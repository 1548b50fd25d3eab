import { typedAmountText } from '#api/parts'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { usePaused } from '#web/kit/use-paused.ts'
import { useText } from '#web/languages/use-text.ts'
import type { TransfersFilter } from './filter.ts'
import styles from './transfers.module.css'

interface AmountChoiceProps {
  readonly filter: TransfersFilter
  readonly set: (change: Partial<TransfersFilter>) => void
}

/** The least and the most that a record amounts to, each in its own currency. */
export function AmountChoice({ filter: { amountFrom = '', amountTo = '' }, set }: AmountChoiceProps) {
  const text = useText()
  return (
    <div role="group" aria-label={text('transfers.total')} className={cx(styles.amounts)}>
      <AmountField
        label={text('transfers.amountFrom')}
        amount={amountFrom}
        onAmount={(typed) => set({ amountFrom: typed === '' ? undefined : typed })}
      />
      <span aria-hidden>–</span>
      <AmountField
        label={text('transfers.amountTo')}
        amount={amountTo}
        onAmount={(typed) => set({ amountTo: typed === '' ? undefined : typed })}
      />
    </div>
  )
}

interface AmountFieldProps {
  readonly label: string
  readonly amount: string
  readonly onAmount: (typed: string) => void
}

function AmountField({ label, amount, onAmount }: AmountFieldProps) {
  const text = useText()
  const isAmount = (typed: string): boolean => typed === '' || typedAmountText.safeParse(typed).success
  const [typed, setTyped] = usePaused(amount, (value) => {
    if (isAmount(value.trim())) onAmount(value.trim())
  })
  return (
    <TextField
      label={label}
      hidesLabel
      placeholder={label}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      onChange={setTyped}
      {...(isAmount(typed.trim()) ? {} : { error: text('transfers.amountWrong') })}
    />
  )
}
