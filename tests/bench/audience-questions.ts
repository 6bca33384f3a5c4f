import { Query } from 'node-appwrite'

/** One kind of question to the engine; `at` counts how often it is asked. */
export interface ListQuestion {
  readonly name: string
  readonly call: 'listSubscribers' | 'findSubscribers' | 'listUsers' | 'findUsers'
  readonly input: (at: number) => object
}

/** Spread over the alphabet, so that the indexes of names and addresses are filled at random places. */
export const toPerson = (at: number): { name: string; email: string } => {
  const word = wordOf(at)
  return { name: `Person ${word}`, email: `${word}.${at}@example.org` }
}

const wordOf = (at: number): string => ((at * 2_654_435_761) % 4_294_967_296).toString(36)

type Input = (at: number) => { queries?: string[]; search?: string }

/** What screens and scripts ask of a large topic and of a large audience, around these subscribers. */
export const listQuestions = (
  subscribers: readonly { readonly $id: string; readonly userId: string }[],
  total: number,
): ListQuestion[] => {
  const someone = (at: number) => subscribers[at % subscribers.length] ?? { $id: '', userId: '' }
  const after = (at: number) => Query.cursorAfter(someone(at).$id)
  const anybody = (at: number) => toPerson((at * 999_983) % total)
  const newest = Query.orderDesc('$createdAt')
  const inTopic: Readonly<Record<string, Input>> = {
    'page by cursor': (at) => ({ queries: [after(at)] }),
    'newest, by cursor': (at) => ({ queries: [newest, after(at)] }),
    'newest, before a cursor': (at) => ({
      queries: [newest, Query.cursorBefore(someone(at).$id)],
    }),
    'newest of a channel, by cursor': (at) => ({
      queries: [Query.equal('providerType', 'email'), newest, after(at)],
    }),
    'a million ties, by cursor': (at) => ({
      queries: [Query.orderDesc('providerType'), after(at)],
    }),
    'by user, descending, by cursor': (at) => ({ queries: [Query.orderDesc('userId'), after(at)] }),
    'filter by user': (at) => ({ queries: [Query.equal('userId', someone(at).userId), newest] }),
    'filter by 80 users': (at) => ({
      queries: [
        newest,
        Query.equal(
          'userId',
          Array.from({ length: 80 }, (_, index) => someone(at + index).userId),
        ),
      ],
    }),
    'filter nobody meets': () => ({ queries: [Query.equal('providerType', 'sms'), newest] }),
    'search an id': (at) => ({ search: someone(at).userId }),
    'search the beginning of an id': (at) => ({ search: someone(at).userId.slice(0, 5) }),
    'search a word that all have': () => ({ search: 'email' }),
    'search it among the newest': () => ({ search: 'email', queries: [newest] }),
    'search what nobody has': () => ({ search: 'qqqqqqqq' }),
  }
  const byName = Query.orderAsc('name')
  const ofAll: Readonly<Record<string, Input>> = {
    'people by name, by cursor': (at) => ({
      queries: [byName, Query.cursorAfter(someone(at).userId)],
    }),
    'people by name, descending': (at) => ({
      queries: [Query.orderDesc('name'), Query.cursorAfter(someone(at).userId)],
    }),
    'filter by address': (at) => ({ queries: [Query.equal('email', anybody(at).email)] }),
    'search a person by address': (at) => ({ search: anybody(at).email }),
    'search a person by name': (at) => ({ search: anybody(at).name, queries: [byName] }),
    'search two letters': (at) => ({ search: wordOf(at * 999_983).slice(0, 2), queries: [byName] }),
    'search a name that all have': () => ({ search: 'person' }),
    'search it by name': () => ({ search: 'person', queries: [byName] }),
    'search a domain that all have': () => ({ search: 'example', queries: [byName] }),
  }
  const members: Readonly<Record<string, Input>> = {
    'find a member by name': (at) => ({ queries: [newest], search: anybody(at).name }),
    'find a member by address': (at) => ({
      queries: [newest],
      search: anybody(at).email.slice(0, -4),
    }),
    'find members called alike': () => ({ queries: [newest], search: 'person' }),
  }
  const people: Readonly<Record<string, Input>> = {
    'find a person by address': (at) => ({ queries: [byName], search: anybody(at).email }),
    'find people called alike': () => ({ queries: [byName], search: 'person' }),
  }
  const questions = (call: ListQuestion['call'], inputs: Readonly<Record<string, Input>>) =>
    Object.entries(inputs).map(([name, input]) => ({ name, call, input }))
  const within = (inputs: Readonly<Record<string, Input>>) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        (at: number) => ({ topicId: 'everyone', ...input(at) }),
      ]),
    )
  return [
    ...questions('listSubscribers', within(inTopic)),
    ...questions('findSubscribers', within(members)),
    ...questions('listUsers', ofAll),
    ...questions('findUsers', people),
  ]
}
