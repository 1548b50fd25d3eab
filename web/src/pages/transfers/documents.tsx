import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './transfers.module.css'

type Link = Answered<Routes['transfers.show']>['links'][number]

/** What stands in the other system because of this record. */
export function Documents({ links }: { readonly links: readonly Link[] }) {
  const text = useText()
  return (
    <Card title={text('transfer.documents')} description={text('transfer.documents.lead')} isFlush>
      {links.length === 0 ? (
        <p className={cx(styles.none)}>{text('transfer.documents.none')}</p>
      ) : (
        <ul>
          {links.map((link) => (
            <DocumentLine key={`${link.kind} ${link.reference}`} link={link} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function DocumentLine({ link: { kind, externalId, state, url, createdAt } }: { readonly link: Link }) {
  const text = useText()
  const id = `document.${kind}`
  const stateId = `documentState.${state}`
  return (
    <li className={cx(styles.document)}>
      <span className={cx(styles.reference)}>
        {url === null ? <span>{externalId}</span> : <OutsideLink href={url}>{externalId}</OutsideLink>}
        <span className={cx(styles.soft)}>{id in en ? text(id as TextId) : kind}</span>
      </span>
      <span className={cx(styles.soft)}>
        <Badge>{stateId in en ? text(stateId as TextId) : state}</Badge> <Instant at={createdAt} as="short" />
      </span>
    </li>
  )
}
