import { FileSpreadsheet, FileUp } from 'lucide-react'
import { useId } from 'react'
import { DropZone, FileTrigger } from 'react-aria-components'
import { useIntl } from 'react-intl'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './file-field.module.css'
import { sizeText } from './size-text.ts'

interface FileFieldProps {
  /** What to do here, e.g. "Drop a CSV file here". */
  readonly label: string
  /** What the button says. */
  readonly button: string
  /** What may be chosen, e.g. how large it may be. */
  readonly description: string
  /** Endings and media types that are offered first. */
  readonly types: readonly string[]
  /** What was chosen; `null` = nothing yet. */
  readonly file: { readonly name: string; readonly bytes: number } | null
  readonly error?: string
  readonly isDisabled?: boolean
  readonly onChoose: (file: File) => void
}

/** A file of the person's own machine: chosen, or dropped here. */
export function FileField({
  label,
  button,
  description,
  types,
  file,
  error,
  isDisabled = false,
  onChoose,
}: FileFieldProps) {
  const { locale } = useIntl()
  const wordsId = useId()
  const Icon = file === null ? FileUp : FileSpreadsheet
  return (
    <DropZone
      className={cx(styles.zone)}
      aria-labelledby={wordsId}
      isDisabled={isDisabled}
      getDropOperation={() => 'copy'}
      onDrop={({ items }) =>
        void items
          .find((item) => item.kind === 'file')
          ?.getFile()
          .then(onChoose)
      }
    >
      <Icon size={22} strokeWidth={1.75} aria-hidden />
      <div id={wordsId} className={cx(styles.words)}>
        <p className={cx(styles.name)}>{file === null ? label : file.name}</p>
        <p className={cx(styles.soft)}>{file === null ? description : sizeText(file.bytes, locale)}</p>
        {error === undefined ? null : <Wrong text={error} />}
      </div>
      <FileTrigger acceptedFileTypes={types} onSelect={(files) => files?.[0] !== undefined && onChoose(files[0])}>
        <Button isDisabled={isDisabled}>{button}</Button>
      </FileTrigger>
    </DropZone>
  )
}

const Wrong = ({ text }: { readonly text: string }) => (
  <p role="alert" className={cx(styles.error)}>
    {text}
  </p>
)
