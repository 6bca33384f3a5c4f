/** How fast and how wide a provider may be used. */
export default {
  title: 'Sending limits',
  text: 'Whoever delivers allows your account so much at a time and refuses the rest, which is tried again later. A limit a little below theirs spares that. It holds at once, also for a campaign under way; empty means no limit of yours.',
  perSecond: 'People a second',
  perSecondHelp: 'Of all campaigns together',
  concurrency: 'Calls at a time',
  concurrencyHelp: 'A call may hold many people',
  unreadable: 'The limits could not be read',
  notSaved: 'The provider was saved, its limits were not',
  rate: '{count}/s',
  width: '{count} at a time',
}
