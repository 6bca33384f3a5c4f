import type { Content, Receipt } from '../providers/outgoing'
import { writeProblem } from '../store/database'
import type { CopiesState, Sending } from '../store/sendings'
import type { EngineContext } from './context'
import { toErrorLine } from './summary'

/** Who still owes the people in copy theirs; they get it with one recipient's mail, not with each. */
export interface Copies {
  isOwed(): boolean
  /** Takes the duty when nobody has it; known on the disk before the call that carries the copies. */
  take(): boolean
  giveBack(): void
  /** They had theirs, apart from these. */
  done(refused: Receipt['refusedCopies']): void
  /** They may have had theirs, and do not get another. */
  doubt(): void
  /** The message has been sent to everybody; says so when nobody's mail carried the copies. */
  end(): void
}

const inDoubt =
  'The people in copy may or may not have got theirs: no answer came to the mail that carried it. It is not sent to them again.'
const leftOut =
  'Nobody in copy got theirs: the mail that was to carry it failed, and all others had gone out before.'

/** Whether somebody in copy gets no mail of their own. */
export const hasCopies = (content: Content): boolean => {
  if (content.type !== 'email') return false
  const { cc, bcc, copiedRecipients = [] } = content
  return [...cc, ...bcc].some((address) => !copiedRecipients.includes(address))
}

/** The copies of one message on its way. */
export const createCopies = (
  { store, log }: Pick<EngineContext, 'store' | 'log'>,
  content: Content,
  { messageId, sending }: { readonly messageId: string; readonly sending: Sending },
): Copies => {
  let state: CopiesState = hasCopies(content) ? sending.copies : 'sent'
  /** What a full disk did not take. */
  let unwritten: readonly string[] | undefined

  const write = (next: CopiesState, problems: readonly string[] = []): boolean => {
    const lines = [...(unwritten ?? []), ...problems]
    try {
      store.sendings.setCopies(messageId, next, lines)
      unwritten = undefined
      return true
    } catch (error) {
      const problem = writeProblem(error)
      if (problem === undefined) throw error
      log(problem)
      unwritten = lines
      return false
    }
  }
  const settle = (next: CopiesState, problems?: readonly string[]): void => {
    state = next
    write(next, problems)
  }
  // The last start ended while they were on their way.
  if (state === 'taken') settle('sent', [inDoubt])

  return {
    isOwed: () => state === 'owed',
    take: () => {
      if (state !== 'owed' || !write('taken')) return false
      state = 'taken'
      return true
    },
    giveBack: () => settle('owed'),
    done: (refused) => settle('sent', refused.map(toErrorLine)),
    doubt: () => settle('sent', [inDoubt]),
    end: () => {
      if (state === 'owed') settle('owed', [leftOut])
      else if (unwritten) write(state)
    },
  }
}
