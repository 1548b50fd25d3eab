import { Trash2 } from 'lucide-react'
import { IconButton } from '#web/kit/button.tsx'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { CellInput, FlagInput, useChoiceList } from './code-input.tsx'
import styles from './mappings.module.css'
import {
  type Cells,
  CHOICES,
  COLUMNS,
  conditionOf,
  hasStoreChoices,
  isChoiceColumn,
  isFlag,
  STORE_CHOICES,
  type TableName,
} from './tables.ts'

interface TableRowsProps {
  readonly table: TableName
  readonly store: string
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

/** The rows of one page of a table, each cell to be typed into. */
export function TableRows({
  table,
  store,
  target,
  mayChange,
  shown,
  all,
  selected,
  setSelected,
  remove,
  onChange,
}: TableRowsProps) {
  const text = useText()
  const lists = useLists(table, { store, target })
  const toggle = (index: number): void => {
    const next = new Set(selected)
    if (!next.delete(index)) next.add(index)
    setSelected(next)
  }
  if (shown.length === 0) return <p className={cx(styles.empty)}>{text('mappings.empty')}</p>
  return (
    <div className={cx(styles.frame)} tabIndex={0} role="group" aria-label={text(`mappings.part.${table}`)}>
      {Object.values(lists).map(({ list }) => list)}
      <table className={cx(styles.table)}>
        <Head
          {...{ table, mayChange }}
          isAll={all.every((index) => selected.has(index))}
          onAll={(is) => setSelected(new Set(is ? all : []))}
        />
        <tbody>
          {shown.map(({ cells, index }) => (
            <Row
              key={index}
              {...{ table, cells, lists, mayChange }}
              isSelected={selected.has(index)}
              onToggle={() => toggle(index)}
              onRemove={() => remove(new Set([index]))}
              onChange={(changed) => onChange(index, changed)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface HeadProps {
  readonly table: TableName
  readonly mayChange: boolean
  readonly isAll: boolean
  readonly onAll: (is: boolean) => void
}

function Head({ table, mayChange, isAll, onAll }: HeadProps) {
  const text = useText()
  return (
    <thead>
      <tr>
        {mayChange ? (
          <th scope="col">
            <Checkbox aria-label={text('mappings.select.all')} isSelected={isAll} onChange={onAll}>
              {null}
            </Checkbox>
          </th>
        ) : null}
        {COLUMNS[table].map((name) => (
          <th key={name} scope="col">
            {text(`mappings.column.${name}`)}
          </th>
        ))}
        {mayChange ? (
          <th scope="col">
            <span className={cx(styles.spoken)}>{text('mappings.bulk.remove')}</span>
          </th>
        ) : null}
      </tr>
    </thead>
  )
}

type Lists = Readonly<Record<string, ReturnType<typeof useChoiceList>>>

interface RowProps {
  readonly table: TableName
  readonly cells: Cells
  readonly lists: Lists
  readonly mayChange: boolean
  readonly isSelected: boolean
  readonly onToggle: () => void
  readonly onRemove: () => void
  readonly onChange: (cells: Cells) => void
}

function Row({ table, cells, lists, mayChange, isSelected, onToggle, onRemove, onChange }: RowProps) {
  const text = useText()
  const what = conditionOf(cells) || text('mappings.new')
  return (
    <tr>
      {mayChange ? (
        <td>
          <Checkbox aria-label={text('mappings.select', { what })} isSelected={isSelected} onChange={onToggle}>
            {null}
          </Checkbox>
        </td>
      ) : null}
      {COLUMNS[table].map((name) => {
        const list = lists[name]?.id
        const cell = {
          label: `${text(`mappings.column.${name}`)}, ${what}`,
          value: cells[name] ?? '',
          isDisabled: !mayChange,
          onChange: (value: string) => onChange({ ...cells, [name]: value }),
        }
        return (
          <td key={name} className={cx(isShort(name) ? styles.short : styles.long)}>
            {isFlag(name) ? <FlagInput {...cell} /> : <CellInput {...cell} {...(list === undefined ? {} : { list })} />}
          </td>
        )
      })}
      {mayChange ? (
        <td>
          <IconButton icon={Trash2} label={text('mappings.remove', { what })} onPress={onRemove} />
        </td>
      ) : null}
    </tr>
  )
}

const SHORT: readonly string[] = ['country', 'rate']
/** Whether a few letters stand in a column. */
const isShort = (name: string): boolean => SHORT.includes(name) || isFlag(name)

/** The lists of a table's columns, by column. Every table has at most two of the target and one of the store. */
function useLists(table: TableName, { store, target }: { readonly store: string; readonly target: string }): Lists {
  const columns = COLUMNS[table].map((name) => `${table}.${name}`).filter(isChoiceColumn)
  const [first = 'ledgers.account', second = first] = columns
  const one = useChoiceList(target, CHOICES[first])
  const two = useChoiceList(target, CHOICES[second])
  const [what, list] = hasStoreChoices(table) ? STORE_CHOICES[table] : ['', null]
  const own = useChoiceList(store, list)
  const nameOf = (column: string): string => column.slice(column.indexOf('.') + 1)
  return { [nameOf(second)]: two, [nameOf(first)]: one, ...(list === null ? {} : { [what]: own }) }
}
