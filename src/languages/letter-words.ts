import type { Language } from './languages.ts'

interface Written {
  readonly subject: string
  readonly text: string
}

/** What letters and messages say around the texts of the server. */
export interface LetterWords {
  /** How dates are written. */
  readonly locale: string
  readonly problem: (count: number) => string
  readonly summary: (count: number) => string
  readonly escalation: (count: number) => string
  readonly recovery: (count: number) => string
  readonly test: string
  readonly testText: string
  readonly critical: string
  readonly warning: string
  readonly over: string
  readonly stillOpen: string
  readonly whatToDo: string
  readonly look: string
  readonly since: (at: string) => string
  readonly fromTo: (from: string, to: string, lasted: string) => string
  readonly integration: (key: string) => string
  readonly connection: (key: string) => string
  readonly records: (count: number) => string
  readonly times: (count: number) => string
  readonly more: (count: number) => string
  readonly momentary: string
  readonly invitation: (organization: string, invitedBy: string, link: string) => Written
  readonly newPassword: (link: string) => Written
}

const en: LetterWords = {
  locale: 'en-GB',
  problem: (count) => (count === 1 ? 'Something needs attention' : `${count} things need attention`),
  summary: (count) => `Since it was quiet: ${count === 1 ? 'one thing needs' : `${count} things need`} attention`,
  escalation: (count) => `Nobody has taken care of ${count === 1 ? 'this' : `these ${count} things`} yet`,
  recovery: (count) => (count === 1 ? 'It is over' : `${count} things are over`),
  test: 'This is a test',
  testText:
    'Alerts of Tillbridge arrive here. When something needs attention, this is where you are told what it is and what to do.',
  critical: 'Critical',
  warning: 'Warning',
  over: 'Over',
  stillOpen: 'Still open',
  whatToDo: 'What to do',
  look: 'Look at it in Tillbridge',
  since: (at) => `Since ${at}.`,
  fromTo: (from, to, lasted) => `From ${from} to ${to}: ${lasted}.`,
  integration: (key) => `Integration ${key}.`,
  connection: (key) => `Connection ${key}.`,
  records: (count) => `It concerns ${count} records.`,
  times: (count) => `It came ${count} times within 24 hours.`,
  more: (count) => `And ${count} more.`,
  momentary: 'less than a minute',
  invitation: (organization, invitedBy, link) => ({
    subject: `${organization}: you are invited to Tillbridge`,
    text: `${invitedBy} invites you to look after "${organization}" in Tillbridge, which keeps its shop and its books in step.\n\nJoin with this link, within seven days:\n${link}\n\nIf you did not expect this, you can ignore it.\n`,
  }),
  newPassword: (link) => ({
    subject: 'A new password for Tillbridge',
    text: `Choose a new password with this link, within one hour:\n${link}\n\nIf you did not expect this, you can ignore it.\n`,
  }),
}

const sv: LetterWords = {
  locale: 'sv-SE',
  problem: (count) => (count === 1 ? 'Något behöver åtgärdas' : `${count} saker behöver åtgärdas`),
  summary: (count) => `Efter de tysta timmarna: ${count === 1 ? 'en sak' : `${count} saker`} behöver åtgärdas`,
  escalation: (count) => `Ingen har tagit hand om ${count === 1 ? 'detta' : `dessa ${count} saker`} än`,
  recovery: (count) => (count === 1 ? 'Det är över' : `${count} saker är över`),
  test: 'Det här är ett test',
  testText:
    'Larm från Tillbridge kommer hit. När något behöver åtgärdas får du här veta vad det är och vad du kan göra.',
  critical: 'Kritiskt',
  warning: 'Varning',
  over: 'Över',
  stillOpen: 'Fortfarande öppet',
  whatToDo: 'Gör så här',
  look: 'Visa i Tillbridge',
  since: (at) => `Sedan ${at}.`,
  fromTo: (from, to, lasted) => `Från ${from} till ${to}: ${lasted}.`,
  integration: (key) => `Integration ${key}.`,
  connection: (key) => `Anslutning ${key}.`,
  records: (count) => `Det gäller ${count} poster.`,
  times: (count) => `Det har hänt ${count} gånger på 24 timmar.`,
  more: (count) => `Och ${count} till.`,
  momentary: 'mindre än en minut',
  invitation: (organization, invitedBy, link) => ({
    subject: `${organization}: du är inbjuden till Tillbridge`,
    text: `${invitedBy} bjuder in dig att sköta ”${organization}” i Tillbridge, som håller butiken och bokföringen i fas.\n\nGå med via den här länken inom sju dagar:\n${link}\n\nOm du inte väntade dig detta kan du bortse från det.\n`,
  }),
  newPassword: (link) => ({
    subject: 'Ett nytt lösenord till Tillbridge',
    text: `Välj ett nytt lösenord via den här länken inom en timme:\n${link}\n\nOm du inte väntade dig detta kan du bortse från det.\n`,
  }),
}

export const LETTER_WORDS: Readonly<Record<Language, LetterWords>> = { en, sv }
