/** When a message goes out. */
export default {
  key: 'Send',
  label: 'When to send',
  now: 'At once',
  schedule: 'Schedule',
  change: 'Change',
  atOnce: 'Send at once',
  done: 'Done',
  date: 'Date',
  time: 'Time',
  incomplete: 'Choose a date and a time.',
  past: 'This time has passed. Choose a later one, or send at once.',
  never: 'The clock skips {time} that day: it is sent at {real}.',
  twice: 'The clock shows {time} twice that day.',
  which: 'Which of the two',
  first: 'The first',
  second: 'The second',
}
