import { CodeBlock, JsonView } from '#web/kit/code-block.tsx'
import { Badge, type Tone } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { type Exchange, pathOf } from './exchange.ts'
import styles from './transfers.module.css'

/** One request and the answer to it; opened to see what was said. */
export function ExchangeView({ exchange }: { readonly exchange: Exchange }) {
  const text = useText()
  const { connection, method, url, status, durationMs, request, answer, error } = exchange
  return (
    <details className={cx(styles.exchange)}>
      <summary>
        <Badge tone={toneOf(status)}>{status ?? text('exchange.none')}</Badge>
        <span className={cx(styles.method)}>{method}</span>
        <span className={cx(styles.path)}>{pathOf(url)}</span>
        <span className={cx(styles.soft)}>
          {connection}
          {durationMs === null ? null : ` · ${text('exchange.ms', { ms: durationMs })}`}
        </span>
      </summary>
      <div className={cx(styles.bodies)}>
        {error === null ? null : <p>{error}</p>}
        <Body title={text('exchange.request')} value={request} />
        <Body title={text('exchange.answer')} value={answer} />
      </div>
    </details>
  )
}

function Body({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === undefined || value === null || value === '') return null
  return (
    <div>
      <h3>{title}</h3>
      {typeof value === 'string' ? <CodeBlock label={title} text={value} /> : <JsonView label={title} value={value} />}
    </div>
  )
}

function toneOf(status: number | null): Tone {
  if (status === null || status >= 500) return 'bad'
  return status >= 400 ? 'warn' : 'good'
}
