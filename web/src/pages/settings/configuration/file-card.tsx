import { useState } from 'react'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './configuration.module.css'

/** The configuration as it is: to keep, to compare, to hand to somebody. */
export function FileCard() {
  const text = useText()
  const { organization } = useOrganization()
  const [isShown, setShown] = useState(false)
  return (
    <Card title={text('configuration.file')} description={text('configuration.file.lead')}>
      <div className={cx(styles.stack)}>
        <div className={cx(styles.buttons)}>
          <DownloadLink href={clientOf(organization).url('configuration.download', { params: { organization } })}>
            {text('configuration.file.download')}
          </DownloadLink>
          <Button aria-expanded={isShown} onPress={() => setShown(!isShown)}>
            {text(isShown ? 'configuration.file.hide' : 'configuration.file.show')}
          </Button>
        </div>
        {isShown ? <FileText /> : null}
      </div>
    </Card>
  )
}

function FileText() {
  return (
    <Answer of={useRoute('configuration.export', {})} skeleton={<SkeletonRows />}>
      {(file) => <CodeBlock label="tillbridge.yaml" text={file.text} />}
    </Answer>
  )
}
