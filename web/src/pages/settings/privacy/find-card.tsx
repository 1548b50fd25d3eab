import { Search } from 'lucide-react'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './privacy.module.css'

interface FindCardProps {
  readonly who: string
  readonly onWho: (who: string) => void
  readonly onFind: (who: string) => void
  readonly isBusy: boolean
}

export function FindCard({ who, onWho, onFind, isBusy }: FindCardProps) {
  const text = useText()
  return (
    <Card title={text('privacy.find')} description={text('privacy.find.lead')}>
      <form
        className={cx(styles.find)}
        onSubmit={(event) => {
          event.preventDefault()
          if (who.trim() !== '') onFind(who.trim())
        }}
      >
        <TextField label={text('privacy.find.who')} autoComplete="off" value={who} onChange={onWho} />
        <Button type="submit" kind="primary" icon={Search} isBusy={isBusy} isDisabled={who.trim() === ''}>
          {text('privacy.find.go')}
        </Button>
      </form>
    </Card>
  )
}
