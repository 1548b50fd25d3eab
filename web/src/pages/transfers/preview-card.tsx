import { Scale } from 'lucide-react'
import type { TransferPreview } from '#api/transfer-story'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { Columns, Stack } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { Lines, ProofTable } from '#web/pages/setup/order-preview-view.tsx'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'
import { documentText } from './story-words.ts'
import styles from './story.module.css'

interface PreviewCardProps {
  readonly transferId: string
  readonly isAsked: boolean
  readonly onAsk: () => void
}

/** What a run would do now, beside what is booked, and the proof that both sides agree. Asks the store, so only when somebody wants it. */
export function PreviewCard({ transferId, isAsked, onAsk }: PreviewCardProps) {
  const text = useText()
  const preview = useRoute('transfers.preview', { params: { transferId } }, { isEnabled: isAsked })
  return (
    <Card
      title={text('story.preview')}
      description={text('story.preview.lead')}
      action={
        <Button
          size="small"
          icon={Scale}
          isBusy={preview.isFetching}
          onPress={() => (isAsked ? void preview.refetch() : onAsk())}
        >
          {text(isAsked ? 'story.preview.again' : 'story.preview.ask')}
        </Button>
      }
    >
      {isAsked ? (
        <Answer of={preview}>{(answer) => <PreviewView preview={answer} />}</Answer>
      ) : (
        <p className={cx(styles.soft)}>{text('story.preview.none')}</p>
      )}
    </Card>
  )
}

function PreviewView({ preview }: { readonly preview: TransferPreview }) {
  const text = useText()
  const { outcome, reason, missing, booked, written, cancelled, proof } = preview
  return (
    <Stack>
      {reason === null ? null : (
        <Notice tone="warn" title={<ServerText text={reason.message} />}>
          <ServerRemedy text={reason.remedy} />
        </Notice>
      )}
      {missing.map(({ subject, message, remedy }) => (
        <Notice key={subject} tone="bad" title={<ServerText text={message} />}>
          <ServerRemedy text={remedy} />
        </Notice>
      ))}
      {outcome === 'unchanged' ? <Notice tone="good" title={text('story.preview.unchanged')} /> : null}
      <Columns>
        <section className={cx(styles.side)}>
          <h3>{text('story.preview.booked')}</h3>
          {booked.length === 0 ? <p className={cx(styles.soft)}>{text('story.preview.booked.none')}</p> : null}
          {booked.map((document) => (
            <SideDocument
              key={document.reference}
              document={document}
              isGone={cancelled.includes(document.reference)}
            />
          ))}
        </section>
        <section className={cx(styles.side)}>
          <h3>{text('story.preview.written')}</h3>
          {written.length === 0 ? <p className={cx(styles.soft)}>{text('story.preview.written.none')}</p> : null}
          {written.map((document) => (
            <SideDocument key={document.reference} document={document} />
          ))}
        </section>
      </Columns>
      {proof.figures.length === 0 ? null : <ProofTable proof={proof} />}
    </Stack>
  )
}

interface SideDocumentProps {
  readonly document: TransferPreview['written'][number] & Partial<TransferPreview['booked'][number]>
  readonly isGone?: boolean
}

function SideDocument({ document, isGone = false }: SideDocumentProps) {
  const text = useText()
  const { kind, externalId, url, date, currency, rows, taxes } = document
  const name = documentText(text, kind)
  return (
    <div className={cx(styles.sideDocument)}>
      <div className={cx(styles.documentHead)}>
        <span>
          <strong>{name}</strong>{' '}
          {externalId === undefined ? null : url == null ? (
            externalId
          ) : (
            <OutsideLink href={url}>{externalId}</OutsideLink>
          )}
        </span>
        <span className={cx(styles.soft)}>
          {isGone ? <Badge tone="warn">{text('story.preview.cancelled')}</Badge> : date}
        </span>
      </div>
      <Lines
        label={`${name} ${externalId ?? ''}`}
        currency={currency}
        rows={[
          ...rows.map((row) => ({ ...row, title: row.item ?? row.account ?? row.title })),
          ...taxes.map(({ title, amount, account }) => ({
            title: account ?? title,
            sku: null,
            quantity: null,
            amount,
          })),
        ]}
      />
    </div>
  )
}
