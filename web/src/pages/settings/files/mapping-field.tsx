import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'

export interface MappingFieldProps {
  readonly mapping: string
  readonly isDisabled?: boolean
  readonly onMapping: (mapping: string) => void
}

const EXAMPLE = `delimiter: ";"
decimal: ","
columns:
  sku: Artikel`

/** What the columns are called, and how numbers are spelled. */
export function MappingField({ mapping, isDisabled = false, onMapping }: MappingFieldProps) {
  const text = useText()
  return (
    <div className={cx(styles.mapping)}>
      <TextField
        label={text('files.mapping')}
        description={text('files.mapping.lead')}
        placeholder={EXAMPLE}
        isLong
        spellCheck="false"
        isDisabled={isDisabled}
        value={mapping}
        onChange={onMapping}
      />
    </div>
  )
}
