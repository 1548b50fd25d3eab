import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import type { DocumentNumbers } from '#api/transfer-story'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { useText } from '#web/languages/use-text.ts'
import { Numbers } from './numbers.tsx'
import { documentText } from './story-words.ts'
import styles from './story.module.css'

type Link = Answered<Routes['transfers.show']>['links'][number]

interface DocumentsProps {
  readonly transferId: string
  readonly links: readonly Link[]
  readonly numbers: readonly DocumentNumbers[]
}

/** What stands in the other system because of this record, with every number on it. */
export function Documents({ transferId, links, numbers }: DocumentsProps) {
  const text = useText()
  return (
    <Card title={text('transfer.documents')} description={text('transfer.documents.lead')} isFlush>
      {links.length === 0 ? (
        <p className={cx(styles.none)}>{text('transfer.documents.none')}</p>
      ) : (
        <ul>
          {links.map((link) => (
            <DocumentLine
              key={`${link.kind} ${link.reference}`}
              transferId={transferId}
              link={link}
              numbers={numbers.find(({ reference }) => reference === link.reference)}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

interface DocumentLineProps {
  readonly transferId: string
  readonly link: Link
  readonly numbers: DocumentNumbers | undefined
}

function DocumentLine({ transferId, link, numbers }: DocumentLineProps) {
  const text = useText()
  const { kind, externalId, state, url, createdAt } = link
  const stateId = `documentState.${state}`
  return (
    <li className={cx(styles.document)}>
      <div className={cx(styles.documentHead)}>
        <span className={cx(styles.reference)}>
          <strong>{documentText(text, kind)}</strong>
          {url === null ? <span>{externalId}</span> : <OutsideLink href={url}>{externalId}</OutsideLink>}
        </span>
        <span className={cx(styles.soft)}>
          <Badge tone={state === 'issued' ? 'good' : 'quiet'}>{stateId in en ? text(stateId as TextId) : state}</Badge>{' '}
          <Instant at={createdAt} as="short" />
        </span>
      </div>
      {numbers === undefined || numbers.figures.length === 0 ? null : (
        <details className={cx(styles.numbers)}>
          <summary>{text('story.numbers', { count: numbers.figures.length })}</summary>
          <Numbers transferId={transferId} numbers={numbers} name={`${documentText(text, kind)} ${externalId}`} />
        </details>
      )}
    </li>
  )
}
