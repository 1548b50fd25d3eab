import { Button } from '#web/kit/button.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { differences, type Group } from './rule-values.ts'

interface ChangedMeanwhileProps {
  readonly before: Group
  readonly now: Group
  readonly onTakeOver: () => void
}

/** Somebody else has saved: what they changed, and a way to put one's own changes on top of it. */
export function ChangedMeanwhile({ before, now, onTakeOver }: ChangedMeanwhileProps) {
  const text = useText()
  const changes = differences(before, now)
  return (
    <Notice
      tone="warn"
      title={text('rule.meanwhile')}
      action={
        <Button size="small" onPress={onTakeOver}>
          {text('rule.meanwhile.do')}
        </Button>
      }
    >
      {changes.length === 0 ? text('rule.meanwhile.elsewhere') : text('rule.meanwhile.lead')}
      <ul>
        {changes.map(({ path, before: was, after }) => (
          <li key={path}>{`${path}: ${was} → ${after}`}</li>
        ))}
      </ul>
    </Notice>
  )
}
