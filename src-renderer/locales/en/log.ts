/** Who wrote what and when. */
export default {
  title: 'Log',
  event: {
    message: { create: 'Created', update: 'Changed', delete: 'Deleted' },
    provider: { create: 'Added', update: 'Changed', delete: 'Deleted' },
    topic: { create: 'Created', update: 'Changed', delete: 'Deleted' },
    subscriber: { create: 'Added to the topic', update: 'Changed', delete: 'Removed' },
  },
  columns: { event: 'What', author: 'Who', origin: 'From', time: 'When' },
  empty: 'Nothing is recorded. Older Appwrite servers do not record what is done with an API key.',
  failed: 'The log could not be read',
  notKept: 'This Appwrite server does not offer logs.',
}
