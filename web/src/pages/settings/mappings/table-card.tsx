import { Trash2 } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useMay } from '#web/api/organization.tsx'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { SearchField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { CellInput, useChoiceList } from './code-input.tsx'
import styles from './mappings.module.css'
import { PasteDialog } from './paste-dialog.tsx'
import {
  type Cells,
  type ChoiceColumn,
  COLUMNS,
  conditionOf,
  isChoiceColumn,
  matches,
  merged,
  type TableName,
} from './tables.ts'
import type { MappingsEditor } from './use-mappings.ts'

// More rows at once than anybody reads make every key stroke slow.
const PAGE = 50

interface TableCardProps {
  readonly table: TableName
  /** The connection whose codes they are. */
  readonly target: string
  readonly editor: MappingsEditor
}

/** One table: found by any word, changed in place, one row or many at once. */
export function TableCard({ table, target, editor }: TableCardProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const [search, setSearch] = useState('')
  const [page, setPage] = useState(0)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [isPasting, setPasting] = useState(false)
  const rows = editor.draft[table]
  const wanted = useDeferredValue(search)
  const found = rows.map((cells, index) => ({ cells, index })).filter(({ cells }) => matches(cells, wanted))
  const shown = found.slice(page * PAGE, (page + 1) * PAGE)
  const set = (next: readonly Cells[]): void => editor.setRows(table, next)
  const setWords = (words: string): void => {
    setSearch(words)
    setPage(0)
  }
  const add = (): void => {
    setWords('')
    set([Object.fromEntries(COLUMNS[table].map((name) => [name, ''])), ...rows])
  }
  const remove = (gone: ReadonlySet<number>): void => {
    set(rows.filter((_, index) => !gone.has(index)))
    setSelected(new Set())
  }
  return (
    <Card title={text(`mappings.part.${table}`)} description={text(`mappings.table.${table}`)} isFlush>
      <div className={cx(styles.bar)}>
        <SearchField
          label={text('mappings.search')}
          clearLabel={text('mappings.search.clear')}
          value={search}
          onChange={setWords}
        />
        {mayChange ? (
          <div className={cx(styles.actions)}>
            <Button onPress={add}>{text('mappings.add')}</Button>
            <Button onPress={() => setPasting(true)}>{text('mappings.paste')}</Button>
          </div>
        ) : null}
      </div>
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
      <Rows
        {...{ table, target, mayChange, shown, selected, setSelected, remove }}
        onChange={(index, cells) => set(rows.map((before, at) => (at === index ? cells : before)))}
        all={found.map(({ index }) => index)}
      />
      <Pages count={found.length} page={page} onPage={setPage} />
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

interface RowsProps {
  readonly table: TableName
  readonly target: string
  readonly mayChange: boolean
  readonly shown: readonly { readonly cells: Cells; readonly index: number }[]
  /** The places of all rows that were found. */
  readonly all: readonly number[]
  readonly selected: ReadonlySet<number>
  readonly setSelected: (selected: ReadonlySet<number>) => void
  readonly remove: (gone: ReadonlySet<number>) => void
  readonly onChange: (index: number, cells: Cells) => void
}

function Rows({ table, target, mayChange, shown, all, selected, setSelected, remove, onChange }: RowsProps) {
  const text = useText()
  const lists = useLists(table, target)
  const isAll = all.length > 0 && all.every((index) => selected.has(index))
  const toggle = (index: number): void => {
    const next = new Set(selected)
    if (!next.delete(index)) next.add(index)
    setSelected(next)
  }
  if (shown.length === 0) return <p className={cx(styles.empty)}>{text('mappings.empty')}</p>
  return (
    <div className={cx(styles.frame)} tabIndex={0} role="region" aria-label={text(`mappings.part.${table}`)}>
      {Object.values(lists).map(({ list }) => list)}
      <table className={cx(styles.table)}>
        <thead>
          <tr>
            {mayChange ? (
              <th scope="col">
                <Checkbox
                  aria-label={text('mappings.select.all')}
                  isSelected={isAll}
                  onChange={(is) => setSelected(new Set(is ? all : []))}
                >
                  {null}
                </Checkbox>
              </th>
            ) : null}
            {COLUMNS[table].map((name) => (
              <th key={name} scope="col">
                {text(`mappings.column.${name}`)}
              </th>
            ))}
            {mayChange ? <td /> : null}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ cells, index }) => {
            const what = conditionOf(cells) || text('mappings.new')
            return (
              <tr key={index}>
                {mayChange ? (
                  <td>
                    <Checkbox
                      aria-label={text('mappings.select', { what })}
                      isSelected={selected.has(index)}
                      onChange={() => toggle(index)}
                    >
                      {null}
                    </Checkbox>
                  </td>
                ) : null}
                {COLUMNS[table].map((name) => {
                  const list = lists[name]?.id
                  return (
                    <td key={name}>
                      <CellInput
                        label={`${text(`mappings.column.${name}`)}, ${what}`}
                        value={cells[name] ?? ''}
                        isDisabled={!mayChange}
                        onChange={(value) => onChange(index, { ...cells, [name]: value })}
                        {...(list === undefined ? {} : { list })}
                      />
                    </td>
                  )
                })}
                {mayChange ? (
                  <td>
                    <IconButton
                      icon={Trash2}
                      label={text('mappings.remove', { what })}
                      onPress={() => remove(new Set([index]))}
                    />
                  </td>
                ) : null}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** The lists of a table's columns, by column. Every table has at most two of them. */
function useLists(table: TableName, target: string): Record<string, ReturnType<typeof useChoiceList>> {
  const columns = COLUMNS[table].map((name) => `${table}.${name}`).filter(isChoiceColumn)
  const [first = 'ledgers.account', second = first] = columns as readonly ChoiceColumn[]
  const one = useChoiceList(target, first)
  const two = useChoiceList(target, second)
  const nameOf = (column: ChoiceColumn): string => column.slice(column.indexOf('.') + 1)
  return { [nameOf(second)]: two, [nameOf(first)]: one }
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
