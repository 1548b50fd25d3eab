import { Download } from 'lucide-react'
import type { ApiJob } from '#api/jobs'
import { SHADOW_VERDICTS, type ShadowResult } from '#api/job-results/shadow'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { saveText } from '#web/kit/save-text.ts'
import { useServerText } from '#web/languages/server-text.tsx'
import { CountTiles } from '#web/kit/tiles.tsx'
import { useText } from '#web/languages/use-text.ts'
import { type Days, daysOf, type PastFilter } from './filter.ts'
import styles from './past.module.css'
import { ResultHead } from './result-head.tsx'
import { shadowCsv } from './shadow-csv.ts'
import { ShadowList } from './shadow-list.tsx'
import { VERDICT_TONES } from './shadow-words.ts'

interface ShadowViewProps {
  readonly result: ShadowResult
  readonly job: Pick<ApiJob, 'state' | 'finishedAt'>
  /** The shop's. */
  readonly zone: string
  readonly verdict: PastFilter['verdict']
  readonly onVerdict: (verdict: PastFilter['verdict']) => void
  /** Chooses the days of the result, where others are chosen. */
  readonly onDays?: ((days: Days) => void) | undefined
}

/** What a shadow run found: how many of each verdict, and each document that is not equal. */
export function ShadowView({ result, job, zone, verdict, onVerdict, onDays }: ShadowViewProps) {
  const text = useText()
  const { orders, counts, found, entries } = result
  return (
    <>
      <ResultHead
        words={text('past.orders', { count: orders })}
        range={result}
        zone={zone}
        at={job.finishedAt}
        onDays={onDays}
      >
        {entries.length === 0 ? null : <Csv result={result} zone={zone} />}
      </ResultHead>
      {job.state === 'stopped' ? <Notice tone="info" title={text('past.shadow.stopped')} /> : null}
      <CountTiles
        label={text('past.shadow.verdicts')}
        tiles={SHADOW_VERDICTS.map((key) => ({
          key,
          label: text(`past.verdict.${key}`),
          count: counts[key],
          tone: VERDICT_TONES[key],
          canPress: key !== 'equal',
        }))}
        chosen={verdict}
        onChoose={(key) => onVerdict(key === 'equal' ? undefined : key)}
      />
      {found === 0 ? <NothingFound orders={orders} /> : <ShadowList entries={entries} verdict={verdict} />}
      {found > entries.length ? <Cut result={result} zone={zone} /> : null}
    </>
  )
}

function NothingFound({ orders }: { readonly orders: number }) {
  const text = useText()
  const is = orders === 0 ? 'no-orders' : 'all'
  return (
    <Notice tone={orders === 0 ? 'info' : 'good'} title={text(`past.shadow.${is}`)}>
      {text(`past.shadow.${is}.more`)}
    </Notice>
  )
}

type PartProps = Pick<ShadowViewProps, 'result' | 'zone'>

function Csv({ result, zone }: PartProps) {
  const text = useText()
  const server = useServerText()
  const { from, to } = daysOf(result, zone)
  return (
    <Button
      size="small"
      icon={Download}
      onPress={() => saveText(`shadow-${from}-${to}.csv`, 'text/csv', shadowCsv(result.entries, text, server))}
    >
      {text('past.csv')}
    </Button>
  )
}

/** Of very many only the first are kept. */
function Cut({ result, zone }: PartProps) {
  const text = useText()
  const { from, to } = daysOf(result, zone)
  return (
    <Notice tone="info" title={text('past.shadow.cut', { shown: result.entries.length, found: result.found })}>
      <p>{text('past.shadow.cut.more')}</p>
      <div className={cx(styles.command)}>
        <CodeBlock
          label={text('past.shadow.cut.more')}
          text={`tillbridge shadow --from ${from} --to ${to} --csv shadow.csv`}
          wraps
        />
      </div>
    </Notice>
  )
}
