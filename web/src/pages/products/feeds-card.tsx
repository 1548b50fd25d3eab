import { ArrowLeft, ArrowRight, Tags } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useOrganization } from '#web/api/organization.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './products.module.css'

type Feed = Answered<Routes['prices.show']>['feeds'][number]

interface FeedsCardProps {
  readonly integration: string
  readonly feeds: readonly Feed[]
}

/** Which price list of the ERP feeds which prices of the store, and which of the two follows. */
export function FeedsCard({ integration, feeds }: FeedsCardProps) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <Card title={text('products.feeds')} description={text('products.feeds.lead')} isFlush>
      {feeds.length === 0 ? (
        <EmptyState
          icon={Tags}
          title={text('products.feeds.none.title')}
          action={
            <ButtonLink
              to="/o/$organization/settings/integrations/$integration"
              params={{ organization, integration }}
              search={{ part: 'rules' }}
            >
              {text('products.feeds.none.do')}
            </ButtonLink>
          }
        >
          {text('products.feeds.none')}
        </EmptyState>
      ) : (
        <ul>
          {feeds.map((feed) => (
            <FeedItem key={`${feed.list} ${feed.to}`} feed={feed} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function FeedItem({ feed: { list, to, direction } }: { readonly feed: Feed }) {
  const text = useText()
  const isToStore = direction === 'to-store'
  const Arrow = isToStore ? ArrowRight : ArrowLeft
  return (
    <li className={cx(styles.feed)}>
      <span>
        <span className={cx(styles.below)}>{text('products.feeds.list')}</span>
        <span className={cx(styles.name)}>{list}</span>
      </span>
      <Arrow size={16} aria-hidden />
      <span>
        <span className={cx(styles.below)}>{text('products.feeds.store')}</span>
        <span className={cx(styles.name)}>{to === '' ? text('products.price.own') : to}</span>
      </span>
      <span className={cx(styles.soft, styles.way)}>
        {text(`products.feeds.${isToStore ? 'toStore' : 'toTarget'}`)}
      </span>
    </li>
  )
}
