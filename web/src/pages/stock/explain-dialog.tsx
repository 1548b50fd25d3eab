import type { ExplainedStock } from '#api/stock'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'
import styles from './stock.module.css'
import { type Term, termsOf } from './terms.ts'
import { useLocationName } from './use-locations.ts'

interface ExplainDialogProps {
  readonly integration: string
  /** `undefined` = nothing is explained now. */
  readonly sku: string | undefined
  readonly onClose: () => void
}

/** Why the store offers as many of a product as it does: every term of the sum. */
export function ExplainDialog({ integration, sku, onClose }: ExplainDialogProps) {
  const text = useText()
  const isOpen = sku !== undefined && sku !== ''
  return (
    <Dialog title={text('stock.why', { sku: sku ?? '' })} isOpen={isOpen} onClose={onClose} size="wide">
      {isOpen ? <Explained integration={integration} sku={sku} /> : null}
    </Dialog>
  )
}

function Explained({ integration, sku }: { readonly integration: string; readonly sku: string }) {
  const explained = useRoute('stock.explain', { query: { integration, sku } })
  return (
    <Answer of={explained}>
      {({ items }) => items.map((item) => <Sum key={`${item.stockItem} ${item.location}`} item={item} />)}
    </Answer>
  )
}

function Sum({ item }: { readonly item: ExplainedStock }) {
  const text = useText()
  const { level, terms, location } = item
  const where = useLocationName(location)
  return (
    <section className={cx(styles.sum)} aria-label={where}>
      <h3 className={cx(styles.where)}>{where}</h3>
      {level?.cause == null ? null : (
        <Notice tone={level.state === 'attention' ? 'bad' : 'warn'} title={<ServerText text={level.cause.message} />}>
          <ServerRemedy text={level.cause.remedy} />
        </Notice>
      )}
      {terms === null ? null : (
        <dl className={cx(styles.terms)}>
          {termsOf(item).map((term) => (
            <TermLine key={term.key} term={term} />
          ))}
        </dl>
      )}
      <p className={cx(styles.below)}>
        {level?.known == null ? text('stock.unstocked') : text('stock.offers', { count: level.known })}{' '}
        {level?.sentAt == null ? null : (
          <>
            {text('stock.told')} <Instant at={level.sentAt} as="short" />
          </>
        )}
      </p>
    </section>
  )
}

function TermLine({ term: { kind, sign, amount, words, order } }: { readonly term: Term }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <div className={cx(styles.term, kind === 'quantity' && styles.total, sign === 'note' && styles.note)}>
      <dt>
        {text(`stock.term.${kind}`, words)}
        {order === null ? null : (
          <>
            {' '}
            <TextLink
              to="/o/$organization/transfers"
              params={{ organization }}
              search={{ flow: 'orders', search: order }}
            >
              {order}
            </TextLink>
          </>
        )}
      </dt>
      <dd>
        {sign === 'minus' ? '−' : ''}
        <Figure value={amount} />
      </dd>
    </div>
  )
}
