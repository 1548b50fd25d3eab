import type { ExplainedFigure } from '#api/transfer-story'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { useRuleWords } from '#web/pages/settings/integrations/rule-words.ts'
import { codeText } from './story-words.ts'
import { valueText } from './value-text.ts'
import styles from './story.module.css'

type Rule = ExplainedFigure['rules'][number]
type Code = ExplainedFigure['mapping'][number]
type Life = Rule['life']

/** A policy that decided, what would have been otherwise, and who set it when. */
export function RuleLine({ rule, currency }: { readonly rule: Rule; readonly currency: string | null }) {
  const text = useText()
  const words = useRuleWords()
  const { path, value, otherwise, life } = rule
  return (
    <li className={cx(styles.rule)}>
      <span>
        {words.called(path)}: <strong>{words.valued(value)}</strong> <code className={cx(styles.soft)}>{path}</code>
      </span>
      {otherwise.map(({ value: other, result }) => (
        <span key={valueText(other)} className={cx(styles.soft)}>
          {result === null ? (
            text('story.why.notThere', { value: words.valued(other) })
          ) : (
            <>
              {text('story.why.otherwise', { value: words.valued(other) })}{' '}
              {currency !== null && /^-?\d+(\.\d+)?$/.test(result) ? (
                <Money amount={result} currency={currency} />
              ) : (
                result
              )}
            </>
          )}
        </span>
      ))}
      <LifeLine life={life} />
    </li>
  )
}

/** A code of the target that the number is booked under, the entry that gave it, and who wrote that entry when. */
export function CodeLine({ code }: { readonly code: Code }) {
  const text = useText()
  const { field, value, entry, life, differsToday, today } = code
  return (
    <li className={cx(styles.rule)}>
      <span>
        {codeText(text, field)} <strong>{value ?? text('story.why.nothing')}</strong>
      </span>
      <span className={cx(styles.soft)}>
        {entry === null ? text('story.why.bySku') : <code>{`${entry.table}: ${valueText(entry.content)}`}</code>}
      </span>
      {life === null ? null : <LifeLine life={life} />}
      {differsToday ? (
        <span className={cx(styles.soft)}>{text('story.why.today', { code: today ?? text('story.why.nothing') })}</span>
      ) : null}
    </li>
  )
}

function LifeLine({ life: { since, until } }: { readonly life: Life }) {
  const text = useText()
  return (
    <span className={cx(styles.soft)}>
      {text('story.why.since')} <Instant at={since.at} as="short" />
      {since.by === null ? null : ` ${text('story.why.by', { who: since.by })}`}
      {since.with === null ? null : ` (${since.with})`}
      {until === null ? null : (
        <>
          {' '}
          {text('story.why.until')} <Instant at={until.at} as="short" />
          {until.by === null ? null : ` ${text('story.why.by', { who: until.by })}`}
        </>
      )}
    </span>
  )
}
