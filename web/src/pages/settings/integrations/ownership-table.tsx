import type { RuleField } from '#api/rule-form'
import { type TableColumn, DataTable } from '#web/kit/data-table.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './integrations.module.css'
import type { RuleInputProps } from './plain-input.tsx'
import { useRuleWords } from './rule-words.ts'

const PARTS = {
  owner: ['store', 'target'],
  direction: ['away', 'both', 'to-store', 'to-target', 'none'],
  onConflict: ['owner', 'hold'],
} as const
type Part = keyof typeof PARTS

interface OwnershipTableProps extends Omit<RuleInputProps, 'field' | 'path'> {
  readonly fields: readonly RuleField[]
  /** The path of the group that they are in. */
  readonly above: string
}

/** Field by field: which side owns it, where it goes, and what happens when both sides changed it. */
export function OwnershipTable({ fields, above, valueOf, onChange }: OwnershipTableProps) {
  const text = useText()
  const words = useRuleWords()
  const pathOf = ({ name }: RuleField) => (above === '' ? name : `${above}.${name}`)
  const column = (part: Part): TableColumn<RuleField> => ({
    key: part,
    title: text(`rule.ownership.${part}`),
    cell: (field) => {
      const path = `${pathOf(field)}.${part}`
      const usual = (field.usual as Readonly<Record<string, unknown>> | null)?.[part]
      return (
        <Select
          label={`${words.title(pathOf(field), field)}: ${text(`rule.ownership.${part}`)}`}
          hidesLabel
          choices={PARTS[part].map((key) => ({
            key: key as string,
            label: text(`rule.ownership.${part}.${key}` as 'rule.ownership.owner'),
          }))}
          value={String(valueOf(path) ?? usual ?? '')}
          onChange={(key) => onChange(path, key)}
        />
      )
    },
  })
  return (
    <div className={cx(styles.wide)}>
      <DataTable
        label={text('rule.ownership')}
        columns={[
          {
            key: 'field',
            title: text('rule.ownership.field'),
            cell: (field) => words.title(pathOf(field), field),
            isWide: true,
          },
          column('owner'),
          column('direction'),
          column('onConflict'),
        ]}
        rows={fields}
        rowKey={({ name }) => name}
      />
    </div>
  )
}
