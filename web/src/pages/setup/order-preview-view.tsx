import type { OrderPreview } from '#api/integrations'
import { Card } from '#web/kit/card.tsx'
import { DataTable } from '#web/kit/data-table.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Columns, Stack } from '#web/kit/page.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { type Say, useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText, usePartText } from '#web/languages/server-text.tsx'

/** What people call a kind of document; one that has no name yet is called as it is. */
function kindText(text: Say, kind: string): string {
  const id = `document.${kind}`
  return id in en ? text(id as TextId) : kind
}

/** An order as the store states it, beside the documents it becomes, and below both the proof that they agree. */
export function OrderPreviewView({ preview }: { readonly preview: OrderPreview }) {
  const text = useText()
  const { order, documents, missing, reason, proof } = preview
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
      <Columns>
        <Card title={text('setup.try.store', { order: order.name })} isFlush>
          <Lines label={order.name} rows={order.lines} currency={order.currency} />
        </Card>
        <Stack>
          {documents.map((document) => (
            <Card key={document.reference} title={kindText(text, document.kind)} description={document.date} isFlush>
              <Lines
                label={kindText(text, document.kind)}
                currency={document.currency}
                rows={[
                  ...document.rows.map((row) => ({ ...row, title: row.item ?? row.account ?? row.title })),
                  ...document.taxes.map((tax) => ({
                    title: tax.account ?? tax.title,
                    sku: null,
                    quantity: null,
                    amount: tax.amount,
                  })),
                ]}
              />
            </Card>
          ))}
        </Stack>
      </Columns>
      <ProofTable proof={proof} />
    </Stack>
  )
}

/** The figures of both sides, with their difference. */
export function ProofTable({ proof }: Pick<OrderPreview, 'proof'>) {
  const text = useText()
  const part = usePartText()
  return (
    <Card title={text(proof.balanced ? 'setup.try.balanced' : 'setup.try.unbalanced')} isFlush>
      <DataTable
        label={text('setup.try.proof')}
        rows={proof.figures}
        rowKey={({ what }) => what}
        columns={[
          { key: 'what', title: text('setup.try.proof'), cell: ({ what }) => part(what), isWide: true },
          {
            key: 'store',
            title: text('setup.try.stated'),
            cell: ({ store }) => <Money amount={store} currency={proof.currency} />,
            isNumber: true,
          },
          {
            key: 'documents',
            title: text('setup.try.booked'),
            cell: (row) => <Money amount={row.documents} currency={proof.currency} />,
            isNumber: true,
          },
          {
            key: 'off',
            title: text('setup.try.off'),
            cell: (row) => <Money amount={row.difference} currency={proof.currency} />,
            isNumber: true,
            isExtra: true,
          },
        ]}
      />
    </Card>
  )
}

interface LinesProps {
  readonly label: string
  readonly currency: string
  readonly rows: OrderPreview['order']['lines']
}

/** Rows of an order or a document. */
export function Lines({ label, currency, rows }: LinesProps) {
  const text = useText()
  return (
    <DataTable
      label={label}
      rows={rows.map((row, index) => ({ ...row, key: String(index) }))}
      rowKey={({ key }) => key}
      columns={[
        { key: 'title', title: text('setup.try.what'), cell: ({ title }) => title, isWide: true },
        {
          key: 'quantity',
          title: text('setup.try.quantity'),
          cell: ({ quantity }) => (quantity === null ? null : <Figure value={quantity} />),
          isNumber: true,
        },
        {
          key: 'amount',
          title: text('setup.try.amount'),
          cell: ({ amount }) => <Money amount={amount} currency={currency} />,
          isNumber: true,
        },
      ]}
    />
  )
}
