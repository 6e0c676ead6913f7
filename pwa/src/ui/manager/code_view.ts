/** A text as CodeMirror shows it: read-only, with line numbers and the colours of its language. */
import { html } from '@codemirror/lang-html';
import { javascript } from '@codemirror/lang-javascript';
import { python, pythonLanguage } from '@codemirror/lang-python';
import { HighlightStyle, LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';

/** Colours that are legible (AA) in both themes; the app's own variables switch them. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--cs-code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--cs-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--cs-code-number)' },
  { tag: tags.comment, color: 'var(--cs-quiet)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className), tags.tagName],
    color: 'var(--cs-accent-text)',
    fontWeight: '600',
  },
  { tag: [tags.meta, tags.attributeName], color: 'var(--cs-code-number)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--wa-font-size-s)', backgroundColor: 'var(--cs-bg)', color: 'var(--cs-text)' },
  '&.cm-focused': { outline: '2px solid var(--wa-color-focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--wa-font-family-code)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--cs-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--cs-text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--cs-panel)',
    color: 'var(--cs-quiet)',
    borderRight: '1px solid var(--cs-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-meant': { backgroundColor: 'var(--cs-danger-soft)', boxShadow: 'inset 3px 0 var(--cs-danger)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--cs-accent-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--cs-accent) 30%, transparent)',
  },
  '.cm-panels': { backgroundColor: 'var(--cs-panel)', color: 'var(--cs-text)' },
  '.cm-panels input, .cm-panels button': {
    color: 'var(--cs-text)',
    backgroundColor: 'var(--cs-bg)',
    backgroundImage: 'none',
  },
});

const setMeant = StateEffect.define<number | null>();
/** The line that a traceback points to. */
const meant = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (shown, transaction) => {
    for (const effect of transaction.effects) {
      if (!effect.is(setMeant)) continue;
      if (effect.value === null) return Decoration.none;
      const { from } = transaction.state.doc.line(effect.value);
      return Decoration.set([Decoration.line({ class: 'cm-meant' }).range(from)]);
    }
    return shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows the text below `parent`, whose shadow root gets the styles. @param label names it for a screen reader. */
export function showCode(parent: HTMLElement, text: string, fileName: string, label: string): EditorView {
  const state = EditorState.create({
    doc: text,
    extensions: [
      basicSetup,
      language(fileName),
      syntaxHighlighting(colours),
      look,
      meant,
      EditorState.readOnly.of(true),
      // Not editable, so that a tap opens no keyboard on a phone; still in reach of the Tab key.
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
    ],
  });
  return new EditorView({ state, parent, root: parent.getRootNode() as ShadowRoot });
}

/** Marks a line, counted from 1, and brings it to the middle; null takes the mark away. */
export function pointTo(view: EditorView, line: number | null): void {
  const { doc } = view.state;
  const at = line === null ? null : Math.min(Math.max(1, line), doc.lines);
  if (at === null) view.dispatch({ effects: setMeant.of(null) });
  else {
    const { from } = doc.line(at);
    view.dispatch({
      selection: { anchor: from },
      effects: [setMeant.of(at), EditorView.scrollIntoView(from, { y: 'center' })],
    });
  }
}

function language(fileName: string): Extension {
  if (/\.py$/i.test(fileName)) return python();
  if (/\.m?js$/i.test(fileName)) return javascript();
  if (!/\.html?$/i.test(fileName)) return [];
  // ImJoy's files are HTML whose scripts may be Python.
  const isPython = (attributes: { readonly [name: string]: string }) => attributes.lang === 'python';
  const nested = html({ nestedLanguages: [{ tag: 'script', attrs: isPython, parser: pythonLanguage.parser }] });
  return new LanguageSupport(nested.language, nested.support);
}
