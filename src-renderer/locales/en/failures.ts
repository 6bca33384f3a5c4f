/** When a campaign whose deliveries fail pauses by itself. */
export default {
  pause: 'Pause a campaign by itself when too many fail',
  pauseHelp: {
    on: 'It waits, with its causes in the report, until you resume or stop it. Nobody is skipped.',
    off: 'It goes on to its end, however many fail.',
  },
  share: 'Share that fails',
  shareError: 'Give a percentage above 0, up to 100',
  of: '%',
  outcomes: 'Not before',
  outcomesError: 'Give a whole number from 1 to 1,000,000',
  people: 'outcomes',
  text: 'Counted over all outcomes since a campaign was started or resumed. A change here holds from its next start or resume on.',
  failed: 'The setting could not be stored',
  unreadable: 'The setting could not be read',
}
