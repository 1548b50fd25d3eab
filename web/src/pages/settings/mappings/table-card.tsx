import { useDeferredValue, useState } from 'react'
import { useMay } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { SearchField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { BulkBar } from './bulk-bar.tsx'
import styles from './mappings.module.css'
import { PasteDialog } from './paste-dialog.tsx'
import { TableRows } from './table-rows.tsx'
import { type Cells, COLUMNS, matches, merged, type TableName } from './tables.ts'
import type { MappingsEditor } from './use-mappings.ts'

// More rows at once than anybody reads make every key stroke slow.
const PAGE = 50

interface TableCardProps {
  readonly table: TableName
  /** The connections whose values are mapped, and whose codes they are mapped to. */
  readonly store: string
  readonly target: string
  readonly editor: MappingsEditor
}

/** One table: found by any word, changed in place, one row or many at once. */
export function TableCard({ table, store, target, editor }: TableCardProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const [search, setSearch] = useState('')
  const [page, setPage] = useState(0)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [isPasting, setPasting] = useState(false)
  const rows = editor.draft[table]
  const wanted = useDeferredValue(search)
  const found = rows.map((cells, index) => ({ cells, index })).filter(({ cells }) => matches(cells, wanted))
  // What was taken out may have been all of the last page.
  const seen = Math.min(page, Math.max(0, Math.ceil(found.length / PAGE) - 1))
  const shown = found.slice(seen * PAGE, (seen + 1) * PAGE)
  const set = (next: readonly Cells[]): void => editor.setRows(table, next)
  const setWords = (words: string): void => {
    setSearch(words)
    setPage(0)
  }
  const add = (): void => {
    setWords('')
    set([Object.fromEntries(COLUMNS[table].map((name) => [name, ''])), ...rows])
    // All others stand one further down.
    setSelected(new Set([...selected].map((index) => index + 1)))
  }
  const remove = (gone: ReadonlySet<number>): void => {
    set(rows.filter((_, index) => !gone.has(index)))
    setSelected(new Set())
  }
  return (
    <Card title={text(`mappings.part.${table}`)} description={text(`mappings.table.${table}`)} isFlush>
      <TableBar {...{ search, mayChange }} onSearch={setWords} onAdd={add} onPaste={() => setPasting(true)} />
      {selected.size === 0 ? null : (
        <BulkBar
          table={table}
          count={selected.size}
          onSet={(column, value) =>
            set(rows.map((cells, index) => (selected.has(index) ? { ...cells, [column]: value } : cells)))
          }
          onRemove={() => remove(selected)}
        />
      )}
      <TableRows
        {...{ table, store, target, mayChange, shown, selected, setSelected, remove }}
        onChange={(index, cells) => set(rows.map((before, at) => (at === index ? cells : before)))}
        all={found.map(({ index }) => index)}
      />
      <Pages count={found.length} page={seen} onPage={setPage} />
      <PasteDialog
        key={String(isPasting)}
        table={table}
        isOpen={isPasting}
        onClose={() => setPasting(false)}
        onTake={(added) => set(merged(rows, added))}
      />
    </Card>
  )
}

interface TableBarProps {
  readonly search: string
  readonly mayChange: boolean
  readonly onSearch: (words: string) => void
  readonly onAdd: () => void
  readonly onPaste: () => void
}

function TableBar({ search, mayChange, onSearch, onAdd, onPaste }: TableBarProps) {
  const text = useText()
  return (
    <div className={cx(styles.bar)}>
      <SearchField
        label={text('mappings.search')}
        clearLabel={text('mappings.search.clear')}
        value={search}
        onChange={onSearch}
      />
      {mayChange ? (
        <div className={cx(styles.actions)}>
          <Button onPress={onAdd}>{text('mappings.add')}</Button>
          <Button onPress={onPaste}>{text('mappings.paste')}</Button>
        </div>
      ) : null}
    </div>
  )
}

interface PagesProps {
  readonly count: number
  readonly page: number
  readonly onPage: (page: number) => void
}

function Pages({ count, page, onPage }: PagesProps) {
  const text = useText()
  if (count <= PAGE) return null
  const last = Math.ceil(count / PAGE) - 1
  return (
    <div className={cx(styles.bar)}>
      <span className={cx(styles.soft)}>
        {text('mappings.page', { from: page * PAGE + 1, to: Math.min(count, (page + 1) * PAGE), count })}
      </span>
      <div className={cx(styles.actions)}>
        <Button size="small" isDisabled={page === 0} onPress={() => onPage(page - 1)}>
          {text('mappings.page.before')}
        </Button>
        <Button size="small" isDisabled={page >= last} onPress={() => onPage(page + 1)}>
          {text('mappings.page.next')}
        </Button>
      </div>
    </div>
  )
}
