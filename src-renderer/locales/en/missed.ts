/** Schedules that were missed: the setting, the notice, the decision. */
export default {
  title: 'Missed schedules',
  within: 'Send when less than this late',
  withinHelp:
    'A campaign comes due while this workspace is closed or the computer sleeps. Up to this delay it is still sent as soon as Sendwright is back.',
  withinError: 'Give a whole number of minutes, from 1 to 525,600',
  minutes: 'minutes',
  otherwise: 'Otherwise',
  choices: { ask: 'Ask me', skip: 'Do not send' },
  choiceHelp: {
    ask: 'It waits under “Needs decision” until you say what becomes of it.',
    skip: 'It fails and says why. You can still send it from its report.',
  },
  failed: 'The setting could not be stored',
  needs: {
    late: 'A scheduled campaign was not sent: nobody was there to send it | {count} scheduled campaigns were not sent: nobody was there to send them',
    ceiling:
      'A scheduled campaign was not sent: it reaches too many people now | {count} scheduled campaigns were not sent: they reach too many people now',
    both: '{count} scheduled campaigns were not sent',
  },
  why: {
    late: 'This workspace was closed or the computer slept when the time came. Nothing was sent; it is your decision now.',
    ceiling:
      'When the time came there were more people than your ceiling and than anybody had confirmed. Nothing was sent; it is your decision now.',
    both: 'Some were late because this workspace was closed or the computer slept, others reach more people now than your ceiling. Nothing was sent; it is your decision now.',
  },
  wasDue: 'Was due {time}',
  decide: 'Decide…',
  count: 'one needs a decision | {count} need a decision',
  ask: 'What becomes of “{title}”?',
  due: 'Was due',
  to: 'Recipients',
  inCopy: 'and one in copy | and {count} in copy',
  tooMany:
    'When its time came there were more people than your ceiling and than anybody had confirmed, so nothing was sent.',
  ceiling: 'Ceiling',
  noCeiling: 'None any more',
  confirmed: 'Confirmed',
  unconfirmed: 'No number was needed then',
  act: 'What happens now',
  acts: { send: 'Send now', reschedule: 'Send later', draft: 'Back to draft' },
  actHelp: {
    send: 'It goes out at once, as it was written.',
    reschedule: 'It goes out at the time below, if Sendwright is running then.',
    draft: 'Nothing is sent. The text stays and can be changed.',
  },
  when: 'Date and time',
  whenHelp: 'In your time zone, {zone}.',
  whenPast: 'This time is over. Choose a later one.',
  confirm: {
    send: 'Send to one person | Send to {count} people',
    sendUncounted: 'Send now',
    reschedule: 'Schedule for {time}',
    rescheduleEmpty: 'Schedule',
    draft: 'Make it a draft',
  },
  done: {
    send: '“{title}” is being sent',
    reschedule: '“{title}” goes out {time}',
    draft: '“{title}” is a draft again',
  },
}
