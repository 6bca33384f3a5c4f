import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { html } from '@codemirror/lang-html'
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language'
import {
  Compartment,
  EditorState,
  RangeSetBuilder,
  StateField,
  type Extension,
  type TransactionSpec,
} from '@codemirror/state'
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { strayTags } from '@/drafts/stray-tags'

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.documentMeta], color: 'var(--syn-tag)' },
  { tag: [tags.attributeName, tags.propertyName], color: 'var(--syn-attr)' },
  { tag: [tags.attributeValue, tags.string, tags.url], color: 'var(--syn-str)' },
  { tag: [tags.angleBracket, tags.punctuation, tags.operator], color: 'var(--syn-punct)' },
  { tag: tags.comment, color: 'var(--syn-com)', fontStyle: 'italic' },
  { tag: [tags.character, tags.number, tags.unit, tags.color], color: 'var(--syn-num)' },
  { tag: [tags.keyword, tags.className, tags.atom], color: 'var(--syn-key)' },
])

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text-1)', backgroundColor: 'var(--bg-page)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontSize: '12px',
    lineHeight: '20px',
    fontFeatureSettings: "'calt' 0",
    fontVariantLigatures: 'none',
    overflow: 'auto',
  },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--accent-text)' },
  '.cm-line': { padding: '0 12px 0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent-text)', borderLeftWidth: '1.5px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 4px 0 0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--bg-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-soft-2)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', color: 'inherit' },
  '&.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'var(--danger-soft)',
    color: 'inherit',
  },
  '.cm-stray-tag': {
    textDecoration: 'underline wavy var(--danger-solid)',
    textDecorationThickness: '1px',
    textUnderlineOffset: '4px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg-raised)',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-3)',
    boxShadow: 'var(--shadow-3)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', lineHeight: '18px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--bg-active)',
    color: 'var(--text-1)',
  },
  '.cm-completionIcon': { display: 'none' },
})

const strayTag = Decoration.mark({ class: 'cm-stray-tag' })

const markStrayTags = (state: EditorState): DecorationSet => {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of strayTags(state.doc.toString())) builder.add(from, to, strayTag)
  return builder.finish()
}

const strayTagMarks = StateField.define<DecorationSet>({
  create: markStrayTags,
  update: (marks, transaction) =>
    transaction.docChanged ? markStrayTags(transaction.state) : marks,
  provide: (field) => EditorView.decorations.from(field),
})

const mode = new Compartment()

const htmlMode: Extension = [html({ autoCloseTags: true, selfClosingTags: true }), strayTagMarks]

/** What the editor needs to be told from outside. */
export interface EditorOptions {
  readonly doc: string
  readonly isHtml: boolean
  readonly label: string
}

/** A new text. What is done in it is undone with the rest of the draft: the editor keeps no history. */
export const createEditorState = ({ doc, isHtml, label }: EditorOptions): EditorState =>
  EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
      syntaxHighlighting(colours),
      look,
      // Escape leaves the list of completions; Tab indents, and Escape then Tab leaves the editor.
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, indentWithTab]),
      mode.of(isHtml ? htmlMode : []),
    ],
  })

/** Turns HTML highlighting and completion on or off without touching the text. */
export const setHtmlMode = (isHtml: boolean): TransactionSpec => ({
  effects: mode.reconfigure(isHtml ? htmlMode : []),
})
