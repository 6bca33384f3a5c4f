/** Choosing whom a message goes to, and saying it in few words. */
export default {
  people: '{count} person | {count} people',
  addresses: '{count} address | {count} addresses',
  nobodyYet: 'Nobody yet',
  deletedTopic: 'deleted topic',
  view: 'What to choose from',
  topicsView: 'Topics',
  peopleView: 'People',
  chosen: 'Chosen {count}',
  find: { topics: 'Find a topic', people: 'Find a person', chosen: 'Find among these' },
  noAddress: 'no email address',
  topicsFailed: 'Topics could not be read',
  peopleFailed: 'People could not be read',
  nothingFound: 'Nothing is called “{search}”',
  empty: {
    topics: {
      title: 'There is no topic yet',
      text: 'A topic is a list that people subscribe to. Make one under Topics, or choose people here.',
    },
    people: {
      title: 'There is nobody yet',
      text: 'People and their addresses are under Audience; add them there first.',
    },
    chosen: {
      title: 'Nobody is chosen',
      text: 'What you tick under Topics and People is gathered here.',
    },
  },
  done: 'Done',
}
