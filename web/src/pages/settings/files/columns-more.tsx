import type { ApiFileKind } from '#api/files'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { DataTable } from '#web/kit/data-table.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'
import { MappingField, type MappingFieldProps } from './mapping-field.tsx'
import { typeWords } from './words.ts'

/** What may stand in a file, and what it is called where that is something else; folded, for most leave it as it is. */
export const ColumnsMore = ({ kind, ...mapping }: { readonly kind: ApiFileKind } & MappingFieldProps) => {
  const text = useText()
  return (
    <details className={cx(styles.more)}>
      <summary>{text(`files.columns.${kind}`)}</summary>
      <div className={cx(styles.stack)}>
        <ColumnTable kind={kind} />
        <MappingField {...mapping} />
      </div>
    </details>
  )
}

function ColumnTable({ kind }: { readonly kind: ApiFileKind }) {
  const text = useText()
  return (
    <Answer of={useRoute('files.columns', { query: { kind } })}>
      {({ items }) => (
        <div className={cx(styles.frame)} tabIndex={0} role="region" aria-label={text(`files.columns.${kind}`)}>
          <DataTable
            label={text(`files.columns.${kind}`)}
            rows={items}
            rowKey={({ name }) => name}
            columns={[
              { key: 'name', title: text('files.column'), cell: ({ name }) => <code>{name}</code> },
              {
                key: 'type',
                title: text('files.column.type'),
                isExtra: true,
                cell: ({ type }) => typeWords(type, text),
              },
              {
                key: 'about',
                title: text('files.column.about'),
                isWide: true,
                cell: ({ about, needed }) => (
                  <>
                    <ServerText text={about} />
                    {needed ? <span className={cx(styles.soft)}> {text('files.column.needed')}</span> : null}
                  </>
                ),
              },
            ]}
          />
        </div>
      )}
    </Answer>
  )
}
