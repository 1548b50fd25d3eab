import type { TransferSummary } from '#api/transfers'
import { Card } from '#web/kit/card.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId, textsOf, totalOf } from './summary.ts'

interface TransferFactsProps {
  readonly transfer: TransferSummary
  readonly attempts: number
  /** Where a person opens it in its own system. */
  readonly recordUrl: string | null
}

const instantOf = (at: string | null) => (at === null ? null : <Instant at={at} as="short" />)

const listed = (texts: readonly string[]): string | null => (texts.length === 0 ? null : texts.join(', '))

/** The record at a glance. */
export function TransferFacts({ transfer, attempts, recordUrl }: TransferFactsProps) {
  const text = useText()
  const total = totalOf(transfer)
  const customer = transfer.summary?.['customer']
  return (
    <Card title={text('transfer.facts')}>
      <KeyValues
        facts={[
          [text('transfer.flow'), text(flowTextId(transfer.flow), { flow: transfer.flow })],
          [text('transfer.customer'), typeof customer === 'string' ? customer : null],
          [text('transfer.orders'), listed(textsOf(transfer, 'orders'))],
          [text('transfer.parcels'), listed(textsOf(transfer, 'parcels'))],
          [text('transfers.total'), total === null ? null : <Money {...total} />],
          [text('transfer.integration'), transfer.integration],
          [text('transfer.key'), <code key="key">{transfer.recordKey}</code>],
          [
            text('story.inStore'),
            recordUrl === null ? null : (
              <OutsideLink key="url" href={recordUrl}>
                {text('story.open')}
              </OutsideLink>
            ),
          ],
          [text('transfer.placed'), instantOf(transfer.sourceCreatedAt)],
          [text('transfer.changed'), instantOf(transfer.sourceUpdatedAt)],
          [text('transfer.seen'), instantOf(transfer.firstSeenAt)],
          [text('transfer.finished'), instantOf(transfer.finishedAt)],
          [text('transfer.next'), transfer.runAt === null ? null : <Instant at={transfer.runAt} />],
          [text('transfer.attempts'), <Figure key="attempts" value={attempts} />],
        ]}
      />
    </Card>
  )
}
