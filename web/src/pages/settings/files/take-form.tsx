import type { ApiFileKind } from '#api/files'
import { cx } from '#web/kit/class-names.ts'
import { FileField } from '#web/kit/file-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ColumnsMore } from './columns-more.tsx'
import styles from './files.module.css'
import { SideSelect } from './side-select.tsx'
import type { Taking } from './use-taking.ts'

interface TakeFormProps {
  readonly kind: ApiFileKind
  readonly taking: Taking
  readonly isBusy: boolean
}

/** Which file, where it goes, and what its columns are called. */
export function TakeForm({ kind, taking: { chosen, choose, chooseFile }, isBusy }: TakeFormProps) {
  const text = useText()
  const { file, unfit, into, mapping } = chosen
  return (
    <>
      {kind === 'products' ? (
        <div className={cx(styles.short)}>
          <SideSelect
            label={text('files.into')}
            value={into}
            isDisabled={isBusy}
            onChange={(side) => choose({ into: side })}
          />
        </div>
      ) : null}
      <FileField
        label={text('files.drop')}
        button={text(file === null ? 'files.choose' : 'files.chooseOther')}
        description={text('files.size')}
        types={['.csv', '.txt', 'text/csv']}
        file={file === null ? null : { name: file.name, bytes: file.bytes.size }}
        isDisabled={isBusy}
        onChoose={(picked) => void chooseFile(picked)}
        {...(unfit === null ? {} : { error: text(`files.${unfit.why}`, { name: unfit.name }) })}
      />
      <ColumnsMore kind={kind} mapping={mapping} isDisabled={isBusy} onMapping={(now) => choose({ mapping: now })} />
    </>
  )
}
