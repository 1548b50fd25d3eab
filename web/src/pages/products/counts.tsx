import type { ReactNode } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './products.module.css'

type Shown = Answered<Routes['products.show']>

interface CountsProps {
  readonly flow: 'products' | 'price-lists'
  readonly transfers: Shown['transfers']
  readonly bindings?: Shown['bindings']
}

/** At one look: what is joined and in step, what is on its way, what waits for a person, what lost its other side. */
export function Counts({ flow, transfers, bindings }: CountsProps) {
  const text = useText()
  const { organization } = useOrganization()
  const { synced, pending, running, waiting, attention, held } = transfers
  const transfersOf = (state: 'attention' | undefined, words: string): ReactNode => (
    <TextLink to="/o/$organization/transfers" params={{ organization }} search={{ flow, state }}>
      {words}
    </TextLink>
  )
  return (
    <ul className={cx(styles.counts)} aria-label={text('products.counts')}>
      {bindings === undefined ? null : <Tile count={bindings.bound}>{text('products.joined')}</Tile>}
      <Tile count={synced}>{text(`products.synced.${flow}`)}</Tile>
      <Tile count={pending + running + waiting}>{transfersOf(undefined, text('products.underWay'))}</Tile>
      {held === 0 ? null : <Tile count={held}>{text('products.held')}</Tile>}
      <Tile count={attention} tone="bad">
        {transfersOf('attention', text('products.attention'))}
      </Tile>
      {bindings === undefined || bindings.storeGone === 0 ? null : (
        <Tile count={bindings.storeGone} tone="warn">
          {text('products.gone.store')}
        </Tile>
      )}
      {bindings === undefined || bindings.targetGone === 0 ? null : (
        <Tile count={bindings.targetGone} tone="warn">
          {text('products.gone.target')}
        </Tile>
      )}
    </ul>
  )
}

interface TileProps {
  readonly count: number
  /** How it looks when there is any. */
  readonly tone?: 'warn' | 'bad'
  readonly children: ReactNode
}

const Tile = ({ count, tone, children }: TileProps) => (
  <li className={cx(styles.count)}>
    <strong className={cx(count > 0 && tone !== undefined && styles[tone])}>
      <Figure value={count} />
    </strong>
    <span className={cx(styles.label)}>{children}</span>
  </li>
)
