import type { AdoptResult } from '#api/job-results/adopt'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { CountTiles } from '#web/kit/tiles.tsx'
import { useText } from '#web/languages/use-text.ts'
import { AdoptList } from './adopt-list.tsx'
import type { Days } from './filter.ts'
import styles from './past.module.css'
import { ResultHead } from './result-head.tsx'

interface AdoptViewProps {
  readonly result: AdoptResult
  /** When it was done. */
  readonly at: string | null
  /** The shop's. */
  readonly zone: string
  readonly onDays?: ((days: Days) => void) | undefined
}

const TONES = { sure: 'good', doubtful: 'warn', adopted: 'info' } as const

/** What the ERP holds of the orders of some days: how many pairs, and each of them. */
export function AdoptView({ result, at, zone, onDays }: AdoptViewProps) {
  const text = useText()
  const { orders, ours, counts, adoptions, found, missing, taken } = result
  const tiles = (['sure', 'doubtful', 'adopted'] as const).map((key) => ({
    key,
    label: text(`past.adopt.${key}`),
    count: counts[key],
    tone: TONES[key],
  }))
  return (
    <>
      <ResultHead
        words={text('past.adopt.looked', { orders, ours })}
        range={result}
        zone={zone}
        at={at}
        onDays={onDays}
      />
      {taken === null ? null : <Taken taken={taken} />}
      <CountTiles
        label={text('past.adopt.counts')}
        tiles={[
          ...tiles,
          { key: 'missing' as const, label: text('past.adopt.missing'), count: missing, tone: 'quiet' as const },
        ]}
      />
      {adoptions.length > 0 ? (
        <AdoptList pairs={adoptions} />
      ) : orders === 0 ? null : (
        <Notice tone="info" title={text('past.adopt.none')}>
          {text('past.adopt.none.more')}
        </Notice>
      )}
      {found > adoptions.length ? (
        <p className={cx(styles.soft)}>{text('past.adopt.cut', { shown: adoptions.length, found })}</p>
      ) : null}
    </>
  )
}

function Taken({ taken: { adopted, released, failed } }: { readonly taken: NonNullable<AdoptResult['taken']> }) {
  const text = useText()
  return (
    <>
      <Notice tone="good" title={text('past.adopt.taken', { adopted })}>
        {text('past.adopt.taken.more', { released })}
      </Notice>
      {failed.length === 0 ? null : (
        <Notice tone="warn" title={text('past.adopt.failed', { count: failed.length })}>
          <ul>
            {failed.map(({ orderName, externalId, message }) => (
              <li key={`${orderName} ${externalId}`}>
                {orderName} · {externalId}: <ServerText text={message} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
