import { useNavigate } from '@tanstack/react-router'
import type { WhyAnswer } from '#api/transfer-story'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useWhyText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { Why } from './numbers.tsx'
import { documentText } from './story-words.ts'
import { WhyFigure } from './why-figure.tsx'
import { RuleLine } from './why-rules.tsx'
import styles from './story.module.css'

interface WhyPanelProps {
  readonly transferId: string
  /** Of the document; `undefined` = nothing is asked. */
  readonly reference: string | undefined
  readonly figure: string | undefined
}

/** Why a number is what it is; an address of its own, so that it can be sent to somebody. */
export function WhyPanel({ transferId, reference, figure }: WhyPanelProps) {
  const text = useText()
  const { organization } = useOrganization()
  const navigate = useNavigate()
  const why = useRoute(
    'transfers.why',
    { params: { transferId }, query: { reference: reference ?? '' } },
    { isEnabled: reference !== undefined },
  )
  const close = () =>
    void navigate({
      to: '/o/$organization/transfers/$transferId',
      params: { organization, transferId },
      search: {},
      // Going back is not to open it again.
      replace: true,
      resetScroll: false,
    })
  return (
    <Dialog title={text('story.why.title')} size="wide" isOpen={reference !== undefined} onClose={close}>
      <Answer of={why}>{(answer) => <WhyView transferId={transferId} why={answer} figure={figure} />}</Answer>
    </Dialog>
  )
}

interface WhyViewProps {
  readonly transferId: string
  readonly why: WhyAnswer
  readonly figure: string | undefined
}

function WhyView({ transferId, why, figure }: WhyViewProps) {
  const text = useText()
  const words = useWhyText()
  const { kind, externalId, writtenAt, rulesFrom, figures, differing, rules } = why
  // A bundle's row stands on the document as its components: what is asked of the row is answered by them.
  const row = figure?.includes('/') === true ? figure.slice(0, figure.indexOf('/')) : null
  const exact = figures.filter((one) => one.figure === figure)
  const chosen = exact.length > 0 ? exact : figures.filter((one) => row !== null && one.row?.startsWith(`${row}/`))
  const others = figures.filter((one) => !chosen.includes(one))
  return (
    <>
      <p className={cx(styles.soft)}>
        {documentText(text, kind)} <strong>{externalId}</strong> · {text('story.why.written')}{' '}
        <Instant at={writtenAt} as="short" />
        {rulesFrom.by === null ? null : <> · {text('story.why.rulesBy', { who: rulesFrom.by })}</>}
      </p>
      {differing.length === 0 ? null : (
        <Notice tone="warn" title={text('story.why.differing')}>
          {differing.join(', ')}
        </Notice>
      )}
      {chosen.map((one) => (
        <WhyFigure key={one.figure} {...{ transferId, why }} figure={one} />
      ))}
      {rules.length === 0 ? null : (
        <section className={cx(styles.part)}>
          <h3>{text('story.why.there')}</h3>
          <ul>
            {rules.map((rule) => (
              <RuleLine key={rule.path} rule={rule} currency={null} />
            ))}
          </ul>
        </section>
      )}
      <section className={cx(styles.part)}>
        <h3>{text('story.why.others')}</h3>
        <dl className={cx(styles.totals)}>
          {others.map((one) => (
            <div key={one.figure}>
              <dt>{words(one.label)}</dt>
              <dd>
                <Why transferId={transferId} numbers={why} figure={one} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}
