/** Sending to more people than a profile's ceiling. */
export default {
  setting: 'Ask for the number of people above',
  help: 'Before a message goes out to more, you type how many people get it. Those in copy count too. Empty: it is never asked for.',
  settingError: 'Give a whole number from 1 to 1,000,000,000',
  people: 'people',
  type: 'Type {count} to go above your ceiling',
  typeMost: 'Type {count}, the most it can be, to go above your ceiling',
  expect: 'Type how many people you expect',
  untold: 'They cannot be counted here: {reason}',
  allowed: 'This profile allows {count} people without it.',
  copies: 'One of the {total} is in copy. | {count} of the {total} are in copy.',
  wrong: 'This is another number',
  notANumber: 'Type a whole number above 0',
  right: 'This is the number',
  first: 'Type the number of people to go on.',
}
