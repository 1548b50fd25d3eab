import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { ExplainedFigure, WhyAnswer } from '#api/transfer-story'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useWhyText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { figuresIn, formulaText } from './formula-text.ts'
import { CodeLine, RuleLine } from './why-rules.tsx'
import styles from './story.module.css'

interface WhyFigureProps {
  readonly transferId: string
  readonly why: WhyAnswer
  readonly figure: ExplainedFigure
}

/** One number: the calculation, the fields it is made of, how it was allocated and rounded, where it is booked, and by whose rules. */
export function WhyFigure({ transferId, why, figure }: WhyFigureProps) {
  const text = useText()
  const words = useWhyText()
  const { locale } = useIntl()
  const { label, value, isQuantity, formula, parts, steps, rules, mapping } = figure
  const { currency } = why
  return (
    <article className={cx(styles.why)}>
      <header className={cx(styles.whyHead)}>
        <h3>{words(label)}</h3>
        <strong>{isQuantity ? <Figure value={value} /> : <Money amount={value} currency={currency} />}</strong>
      </header>
      <p className={cx(styles.formula)}>= {formulaText(formula, parts, { locale, words })}</p>
      <Part title={text('story.why.from')} isThere={parts.length > 0}>
        <ul>
          {parts.map((part) => (
            <li key={`${part.source} ${part.what}`} className={cx(styles.source)}>
              <span>
                {words(part.what)} <strong className={cx(styles.figure)}>{figuresIn(part.value, locale)}</strong>
              </span>
              <Source {...{ transferId, why, part }} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={text('story.why.steps')} isThere={steps.length > 0}>
        <ul>
          {steps.map((step) => (
            <li key={step}>{words(step)}</li>
          ))}
        </ul>
      </Part>
      <Part title={text('story.why.booked')} isThere={mapping.length > 0}>
        <ul>
          {mapping.map((code) => (
            <CodeLine key={`${code.field} ${code.value ?? ''}`} code={code} />
          ))}
        </ul>
      </Part>
      <Part title={text('story.why.rules')} isThere={rules.length > 0}>
        <ul>
          {rules.map((rule) => (
            <RuleLine key={rule.path} rule={rule} currency={isQuantity ? null : currency} />
          ))}
        </ul>
      </Part>
    </article>
  )
}

interface PartProps {
  readonly title: string
  readonly isThere: boolean
  readonly children: ReactNode
}

function Part({ title, isThere, children }: PartProps) {
  if (!isThere) return null
  return (
    <section className={cx(styles.part)}>
      <h4>{title}</h4>
      {children}
    </section>
  )
}

interface SourceProps extends Omit<WhyFigureProps, 'figure'> {
  readonly part: ExplainedFigure['parts'][number]
}

const FIGURE = 'figure:'

/** Where a part stands: another number of the document leads there. */
function Source({ transferId, why: { reference }, part: { source, storeField } }: SourceProps) {
  const text = useText()
  const { organization } = useOrganization()
  if (source.startsWith(FIGURE)) {
    return (
      <TextLink
        to="/o/$organization/transfers/$transferId"
        params={{ organization, transferId }}
        search={{ why: reference, figure: source.slice(FIGURE.length) }}
        resetScroll={false}
      >
        {text('story.why.its')}
      </TextLink>
    )
  }
  return (
    <span className={cx(styles.field)}>
      <code>{source}</code>
      {storeField === null ? null : <code>{storeField}</code>}
    </span>
  )
}
