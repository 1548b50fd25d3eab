import type { ApiConnection } from '#api/connections'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './connections-page.module.css'

/** What goes through a connection, and how its system reaches us. */
export function TrafficCard({ connection }: { readonly connection: ApiConnection }) {
  const text = useText()
  const { connection: key, usedBy, restsUntil, webhookAddress, slots } = connection
  const { data } = useRoute('connections.activity', { params: { connection: key } }, { everyMs: 5_000 })
  const when = (at: string | null | undefined) =>
    at === undefined ? '…' : at === null ? text('connections.never') : <Instant at={at} />
  const allowance =
    data === undefined
      ? '…'
      : data.allowance === null
        ? text('connections.allowance.none')
        : text('connections.allowance.is', data.allowance)
  return (
    <Card title={text('connections.traffic')}>
      <KeyValues
        facts={[
          [text('connections.usedBy'), usedBy.length === 0 ? text('connections.usedBy.none') : usedBy.join(', ')],
          [text('connections.running'), text('connections.running.of', { count: data?.running ?? 0, slots })],
          [text('connections.allowance'), allowance],
          [text('connections.restsUntil'), restsUntil === null ? null : <Instant at={restsUntil} as="short" />],
          [text('connections.lastRun'), when(data?.lastRunAt)],
          [text('connections.lastDelivery'), when(data?.lastDeliveryAt)],
          [
            text('connections.webhook'),
            webhookAddress === null ? (
              <span className={cx(styles.soft)}>{text('connections.webhook.none')}</span>
            ) : (
              <>
                <span className={cx(styles.address)}>{webhookAddress}</span>
                <br />
                <span className={cx(styles.soft)}>{text('connections.webhook.state')}</span>
              </>
            ),
          ],
        ]}
      />
    </Card>
  )
}
